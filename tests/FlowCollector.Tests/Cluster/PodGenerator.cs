using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>Pods as JSON text, sane ones and odd ones: fields missing, null, of the wrong type, in any order, with text that needs
/// escapes.</summary>
internal static class PodGenerator
{
    private static readonly Gen<string> Word = Gen.Elements(
        "a", "base", "airflow", "dag_id", "run_id", "scheduled__2026-03-01T00:00:00+00:00", "données", "with \"quotes\" and \\", "line\nbreak", "{[}]", "😀", "");

    private static readonly Gen<JsonNode?> Scalar = Gen.OneOf(
        Word.Select(word => (JsonNode?)JsonValue.Create(word)),
        Gen.Elements(0, 1, 137, -5).Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag)),
        Gen.Constant((JsonNode?)null));

    private static readonly Gen<JsonNode?> Odd = Gen.OneOf(
        Scalar, Gen.Constant(0).Select(_ => (JsonNode?)new JsonArray(1, "x", new JsonObject { ["name"] = "n" })), Gen.Constant(0).Select(_ => (JsonNode?)new JsonObject { ["ip"] = 4 }));

    private static readonly Gen<JsonNode?> Text = Often(Word.Select(word => (JsonNode?)JsonValue.Create(word)));

    private static readonly Gen<JsonNode?> Time = Often(Gen.Elements("2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00", "1969-01-01T00:00:00Z", "soon").Select(time => (JsonNode?)JsonValue.Create(time)));

    private static readonly Gen<JsonNode?> Flag = Often(Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag)));

    private static readonly Gen<JsonNode?> Ip = Often(Gen.Elements("10.0.0.1", "fd00::1", "::ffff:10.0.0.1", "no address", "::").Select(ip => (JsonNode?)JsonValue.Create(ip)));

    private static readonly Gen<JsonNode?> Map = Often(Word.Zip(Odd).ListOf().Select(pairs => (JsonNode?)new JsonObject(
        pairs.DistinctBy(pair => pair.Item1).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2?.DeepClone())))));

    private static readonly Gen<JsonNode?> Run = Object(("startedAt", Time), ("finishedAt", Time), ("reason", Text), ("exitCode", Often(Gen.Elements(0, 137).Select(code => (JsonNode?)JsonValue.Create(code)))));

    // One of the three, as the API has it.
    private static readonly Gen<JsonNode?> State = Gen.Elements("waiting", "running", "terminated", "resting").SelectMany(name => Object((name, Run)));

    private static readonly Gen<JsonNode?> Statuses = List(Object(("name", Text), ("ready", Flag), ("state", Often(State)), ("lastState", Often(State))));

    private static readonly Gen<JsonNode?> Metadata = Object(
        ("uid", Required("u-1")), ("namespace", Required("airflow")), ("name", Required("p")), ("resourceVersion", Text), ("labels", Map), ("annotations", Map),
        ("creationTimestamp", Time), ("deletionTimestamp", Time), ("managedFields", Odd),
        ("ownerReferences", List(Object(("kind", Text), ("name", Text), ("controller", Flag)))));

    private static readonly Gen<JsonNode?> Spec = Object(
        ("nodeName", Text), ("serviceAccountName", Text), ("hostNetwork", Flag), ("initContainers", List(Object(("name", Text), ("restartPolicy", Often(Gen.Constant("Always").Select(text => (JsonNode?)JsonValue.Create(text))))))), ("containers", Odd));

    private static readonly Gen<JsonNode?> Status = Object(
        ("phase", Often(Gen.Elements("Pending", "Running", "Succeeded", "Failed", "Unknown", "running", "2").Select(text => (JsonNode?)JsonValue.Create(text)))),
        ("reason", Text), ("startTime", Time), ("podIP", Ip), ("podIPs", List(Object(("ip", Ip)))), ("containerStatuses", Statuses), ("initContainerStatuses", Statuses));

    public static Arbitrary<string> Pods { get; } = Object(("apiVersion", Text), ("kind", Text), ("metadata", Often(Metadata)), ("spec", Often(Spec)), ("status", Often(Status)))
        .Zip(Gen.Elements(true, false))
        .Select(pair => pair.Item1!.ToJsonString(new JsonSerializerOptions { WriteIndented = pair.Item2 })).ToArbitrary();

    private static Gen<JsonNode?> Required(string text) => Gen.Frequency((9, Gen.Constant(0).Select(_ => (JsonNode?)JsonValue.Create(text))), (1, Odd));

    private static Gen<JsonNode?> Often(Gen<JsonNode?> usual) => Gen.Frequency((9, usual), (1, Odd));

    private static Gen<JsonNode?> List(Gen<JsonNode?> element) => Often(Often(element).ListOf().Select(list => (JsonNode?)new JsonArray([.. list.Take(4).Select(node => node?.DeepClone())])));

    private static Gen<JsonNode?> Object(params (string Name, Gen<JsonNode?> Value)[] fields) =>
        Gen.Shuffle(fields).SelectMany(order => order
            .Select(field => field.Value.Zip(Gen.Frequency((9, Gen.Constant(true)), (2, Gen.Constant(false)))).Select(pair => (field.Name, Node: pair.Item1, IsThere: pair.Item2)))
            .SequenceToList()
            .Select(parts => (JsonNode?)new JsonObject(parts.Where(part => part.IsThere).Select(part => KeyValuePair.Create(part.Name, part.Node?.DeepClone())))));

    private static Gen<List<T>> SequenceToList<T>(this IEnumerable<Gen<T>> gens) => gens.Aggregate(
        Gen.Constant(0).Select(_ => new List<T>()), (list, next) => list.Zip(next).Select(pair => new List<T>(pair.Item1) { pair.Item2 }));
}
