using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Cluster;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Attribution.Tests.Actions;

/// <summary>Against the twin that looks at every pod.</summary>
public sealed class CallerAgreementTests
{
    [Fact]
    public void Whatever_pods_there_are_and_whatever_a_record_holds_the_twin_says_the_same() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            List<PodState> pods = [.. Enumerable.Range(0, random.Next(1, 7)).Select(number => AnyPod(number, random))];
            var fixture = new AttributorFixture(options => options.Scope = AttributionScope.Cluster);
            pods.ForEach(pod => fixture.Apply(pod, 400));
            var twin = new PlainCallers(pods, tolerance: 2);
            for (var question = 0; question < 40; question++)
            {
                var (caller, at) = (AnyCaller(pods, random), 95 + (random.Next(0, 600) / 4.0));

                var answer = fixture.Attributor.Attribute(SomeAction.By(caller, at)).Attribution;

                var expected = twin.Ask(caller, at);
                Assert.Equal((expected.Class, expected.Evidence), (answer.Class, answer.Evidence));
                Assert.Equal(TryOf(pods, expected.Uid), answer.Owner is { } owner ? (owner.Task!.TaskId, owner.Try!.TryNumber) : null);
            }
        }));

    private static PodState AnyPod(int number, Random random)
    {
        var start = random.Next(100, 200);
        var pod = Some.ExecutorPod($"pod-{number}", $"10.0.0.{random.Next(1, 4)}", start, task: $"task{random.Next(0, 3)}") with { ServiceAccount = Account(random) };
        return random.Next(2) == 0 ? pod : pod.Finished(start + random.Next(1, 40));
    }

    private static ActionCaller AnyCaller(List<PodState> pods, Random random)
    {
        var caller = new ActionCaller
        {
            Username = random.Next(4) == 0 ? "jane" : $"system:serviceaccount:{Some.Namespace}:{Account(random)}",
            SourceIp = Some.Ip($"10.0.0.{random.Next(1, 6)}"),
            CredentialId = random.Next(2) == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"JTI={random.Next(0, 3)}"),
        };
        return random.Next(3) switch
        {
            0 => caller with { PodUid = pods[random.Next(pods.Count)].Uid },
            1 when random.Next(4) == 0 => caller with { PodUid = "uid-of-none" },
            _ => caller,
        };
    }

    private static string Account(Random random) => random.Next(3) == 0 ? "reader" : "worker";

    private static (string Task, int Number)? TryOf(List<PodState> pods, string? uid) =>
        pods.Find(pod => pod.Uid == uid) is { } pod ? (pod.Annotations["task_id"], int.Parse(pod.Annotations["try_number"], CultureInfo.InvariantCulture)) : null;
}
