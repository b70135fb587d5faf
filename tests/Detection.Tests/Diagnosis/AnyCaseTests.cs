using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using static Windsock.Detection.Tests.Diagnosis.SomeCase;

namespace Windsock.Detection.Tests.Diagnosis;

/// <summary>Whatever a ledger holds, the diagnosis is an answer, and names nothing that is not in the ledger.</summary>
public sealed class AnyCaseTests
{
    [Fact]
    public void Any_ledger_gets_an_answer_and_no_cause_without_evidence() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var tryCase = Any(new Random(seed));
            var causes = Diagnoser.Diagnose(tryCase);

            Assert.InRange(causes.Length, tryCase.Result == TryResult.Failed ? 1 : 0, tryCase.Result >= TryResult.Failed ? DiagnosisRules.MaxDiagnoses : 0);
            Assert.All(causes, cause => AssertRestsOn(tryCase, cause, causes.Length));
            Assert.Equal(causes.Length, causes.Select(cause => (cause.Cause, cause.Peer, cause.Port)).Distinct().Count());
        }));

    private static void AssertRestsOn(TryCase tryCase, Model.Tries.Diagnosis cause, int causes)
    {
        Assert.EndsWith(".", cause.Sentence, StringComparison.Ordinal);
        Assert.All((string[])[cause.Sentence, cause.Mend, .. cause.Evidence], text => Assert.DoesNotContain(text, char.IsControl));
        Assert.All((string[])["run1", "run_id", "try_number", "map_index", "pod-template-hash"], transient => Assert.DoesNotContain(transient, cause.PolicyFragment, StringComparison.Ordinal));
        if (cause.Cause == FailureCause.NoneSeen)
        {
            Assert.Equal((1, TryResult.Failed), (causes, tryCase.Result));
            return;
        }

        Assert.True(cause.Count > 0);
        Assert.True(cause.FirstSeen <= cause.LastSeen);
        Assert.True(tryCase.Result == TryResult.Failed || cause.Confidence != Confidence.High);
        var peers = tryCase.Peers.Where(peer => peer.Key.Name == cause.Peer && peer.Key.Port == cause.Port && (peer.Failures.Length > 0 || peer.BadAnswers.Length > 0));
        var names = tryCase.Names.Where(name => cause.Port == 0 && name.Failures.Length > 0 && name.Name.StartsWith(cause.Peer, StringComparison.Ordinal));
        Assert.True(peers.Any() || names.Any(), cause.Sentence);
    }

    private static TryCase Any(Random random) => With([.. Enumerable.Range(0, random.Next(8)).Select(_ => AnyPeer(random)).DistinctBy(peer => peer.Key)]) with
    {
        Result = (TryResult)random.Next(4),
        EndedAt = random.Next(20) == 0 ? Instant.Missing : At(random.Next(-10, 500)),
        Evidence = new TryEvidence(random.Next(3), random.Next(4) == 0, random.Next(4) == 0, random.Next(2) == 0, random.Next(3)),
        PodReason = Pick(random, "", "Error", "OOMKilled", "Evicted", "x\u001b[31m"),
        ExitCode = random.Next(3) == 0 ? null : random.Next(256),
        PodStarts = random.Next(3) == 0 ? [] : [At(random.Next(100))],
        Labels = random.Next(2) == 0 ? [] : TaskLabels,
        Names = [.. Enumerable.Range(0, random.Next(6)).Select(_ => AnyName(random)).DistinctBy(name => name.Name)],
        Try = new TaskTry(new TaskKey("airflow", Pick(random, "etl_orders", "etl orders", "", "{}: [", "dag-" + new string('x', 80)), "load"), "run1", 2, -1, IdForm.Raw),
    };

    private static PeerCase AnyPeer(Random random)
    {
        var name = Pick(random, "data/postgres", "airflow/etl_orders.load", "api.example.com", "world", "10.0.0.0/8", "", "/", "a/", "evil\n  - x: y", "unknown");
        var peer = Peer(
            (PeerKind)random.Next(7), name, (ushort)Pick(random, 0, 53, 443, 5_432), (L4Protocol)random.Next(6), random.Next(4) == 0 ? TrafficDirection.Ingress : TrafficDirection.Egress);
        foreach (var at in AnyTimes(random))
        {
            peer = random.Next(4) switch
            {
                0 => peer.Works(at),
                1 => peer.Answers((uint)Pick(random, 200, 401, 403, 404, 429, 500, 503, 0, 9_999), at),
                _ => peer.FailsAs(new FailedAttempt(
                    At(at),
                    At(at + random.Next(10)),
                    (ConnectionOutcome)random.Next(1, 7),
                    random.Next(6),
                    (DropReason)random.Next(256),
                    (TrafficDirection)random.Next(3),
                    random.Next(2) == 0 ? null : new PolicyDecision { EgressDeniedBy = [new PolicyName("K", "", "p")], IngressDeniedBy = [new PolicyName("", "ns", "")] },
                    random.Next(2) == 0)),
            };
        }

        return peer with
        {
            FirstDropAt = random.Next(2) == 0 ? Instant.Missing : At(random.Next(50)),
            LastDropAt = random.Next(2) == 0 ? Instant.Missing : At(random.Next(50, 100)),
            HasOnlyPolicyDrops = random.Next(2) == 0,
            IsRefusedByService = random.Next(3) == 0,
            Labels = random.Next(2) == 0 ? [] : [.. DatabaseLabels, "k8s:app=\"}", "k8s:app", "=", ""],
        };
    }

    private static NameCase AnyName(Random random)
    {
        var name = Name(
            Pick(random, "a.example", "a.example.svc.cluster.local", "a.example.airflow.svc.cluster.local", "svc.cluster.local", ".", "x", "a.example.corp"),
            (uint)random.Next(1, 20),
            AnyTimes(random).ToArray());
        return random.Next(3) == 0 ? name with { LastResolvedAt = At(random.Next(200)) } : name;
    }

    private static IEnumerable<double> AnyTimes(Random random) => Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.NextDouble() * 200).Order();

    private static T Pick<T>(Random random, params ReadOnlySpan<T> from) => from[random.Next(from.Length)];
}
