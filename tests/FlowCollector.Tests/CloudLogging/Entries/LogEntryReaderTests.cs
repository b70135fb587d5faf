using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.CloudLogging;
using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.Tests.CloudLogging.Entries;

public sealed class LogEntryReaderTests
{
    private static readonly string[] Samples =
    [
        SomeEntries.Gke,
        SomeEntries.CloudRunRequest,
        SomeEntries.RunJob,
        SomeEntries.With(
            SomeEntries.Gke,
            ("protoPayload|request", new { metadata = new { name = "x", annotations = new Dictionary<string, string> { ["a/dag-id"] = "d", ["b/dag-id"] = "e", ["a/try-number"] = "2", ["c"] = "3" } } }),
            ("protoPayload|response", new { kind = "Status", code = 409, reason = "Conflict", message = "changed", metadata = new { name = "n", uid = "u" } }),
            ("labels|authentication.k8s.io/legacy-token", "t"),
            ("labels|audit.k8s.io/truncated", "true"),
            ("jsonPayload", new { message = "m", other = new[] { 1 } })),
    ];

    /// <summary>What a field may hold against all expectation.</summary>
    private static readonly Gen<JsonNode?> Odd = Gen.Elements<Func<JsonNode?>>(
        () => null, () => 7, () => -1.5, () => 99999999999, () => true, () => "", () => "données 😀 \"q\" \\ \n \u2028", () => new string('é', 2_000), () => new JsonArray(1, new JsonObject { ["permission"] = "p" }, "x"),
        () => new JsonObject { ["message"] = 3, ["principalEmail"] = "e", ["firstPartyPrincipal"] = new JsonObject { ["principalSubject"] = "s" } }, () => "2026-03-01T14:00:00.123456789+02:00", () => new JsonObject()).Select(make => make());

    private static readonly Arbitrary<string> Entries = (
        from sample in Gen.Elements(Samples)
        from changes in Gen.Choose(0, 4)
        from places in Gen.Choose(0, int.MaxValue - 1).ListOf(changes)
        from values in Odd.ListOf(changes)
        select Change(sample, [.. places.Zip(values)])).ToArbitrary();

    [Fact]
    public void Fast_reading_equals_plain_reading_whatever_the_entry_looks_like() =>
        Prop.ForAll(Entries, json => PlainLogEntry.Describe(Read(json)) == PlainLogEntry.Describe(json)).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void The_samples_are_read_and_the_two_ways_agree() =>
        Assert.All(Samples, json => Assert.Equal(PlainLogEntry.Describe(json), PlainLogEntry.Describe(Read(json))));

    [Fact]
    public void Damaged_text_is_no_entry_or_one_and_never_an_exception()
    {
        var mapper = new CloudLoggingMapper(new AuditFilter(new KubernetesAuditOptions()));
        Prop.ForAll(Entries, ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<byte>(), (json, place, value) =>
            {
                var bytes = Encoding.UTF8.GetBytes(json);
                bytes[place.Get % bytes.Length] = value;
                var entry = PushMessage.TryUnwrap(bytes, out var data) ? LogEntryReader.TryRead(data.Span) : null;
                return entry is null || mapper.Map(entry, SomeEntries.ReceivedAt).Kind <= EntryKind.Other;
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Every_text_of_an_action_is_one_bounded_line() =>
        Prop.ForAll(Entries, json =>
            {
                var action = SomeEntries.Map(json).Action;
                return action is null || new[] { action.Id, action.Verb, action.Target.Name, action.Target.Namespace, action.Caller.Username, action.UserAgent, action.Message, action.DecisionReason }
                    .All(text => text.Length <= LineText.MaxMessage && !text.Any(char.IsControl));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}x")]
    [InlineData("{\"a\":1}{}")]
    [InlineData("{\"a\"")]
    public void What_is_no_single_object_is_no_entry(string json) => Assert.Null(Read(json));

    [Fact]
    public void A_schema_may_nest_deep_and_not_deeper_than_can_be_read()
    {
        Assert.NotNull(Read(Nested(200)));
        Assert.Null(Read(Nested(10_000)));
    }

    private static string Nested(int depth) => "{\"protoPayload\":{\"request\":" + string.Concat(Enumerable.Repeat("{\"p\":", depth)) + "1" + new string('}', depth + 2);

    private static LogEntry? Read(string json) => LogEntryReader.TryRead(Encoding.UTF8.GetBytes(json));

    /// <summary>Puts values at places, which are counted through all fields, however deep.</summary>
    private static string Change(string json, (int Place, JsonNode? Value)[] changes)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var (place, value) in changes)
        {
            var fields = Fields(root).ToList();
            var (parent, name) = fields[place % fields.Count];
            parent[name] = value?.DeepClone();
        }

        return root.ToJsonString();
    }

    private static IEnumerable<(JsonObject Parent, string Name)> Fields(JsonNode? node) => node switch
    {
        JsonObject fields => fields.ToList().SelectMany(field => Fields(field.Value).Prepend((fields, field.Key))),
        JsonArray items => items.ToList().SelectMany(Fields),
        _ => [],
    };
}
