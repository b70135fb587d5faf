using System.Collections.Immutable;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Detection.Tests.Tries;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Diagnosis;

/// <summary>Cases as ledgers hold them. The try begins at second 0 of the test and ends, failed, at second 100.</summary>
internal static class SomeCase
{
    public const double End = 100;

    public static readonly ImmutableArray<string> DatabaseLabels = ["k8s:app=postgres", "k8s:io.kubernetes.pod.namespace=data", "k8s:pod-template-hash=5d7c8f9b4"];

    public static readonly ImmutableArray<string> TaskLabels =
        ["k8s:dag_id=etl_orders", "k8s:run_id=x", "k8s:io.kubernetes.pod.namespace=airflow", "k8s:io.cilium.k8s.policy.serviceaccount=etl-orders"];

    public static TryCase With(params ImmutableArray<PeerCase> peers) => new()
    {
        Try = new TaskTry(new TaskKey("airflow", "etl_orders", "load"), "run1", 2, -1, IdForm.Raw),
        Result = TryResult.Failed,
        EndedAt = At(End),
        Evidence = new TryEvidence(0, false, false, true, 1_000),
        ExitCode = 1,
        PodReason = "Error",
        Peers = peers,
        PodStarts = [At(0)],
        Labels = TaskLabels,
        ServiceAccount = "etl-orders",
    };

    public static TryCase WithNames(params ImmutableArray<NameCase> names) => With() with { Names = names };

    public static Instant At(double seconds) => SomePod.At(seconds);

    public static PeerCase Database => Peer(PeerKind.Service, "data/postgres", 5_432) with { Labels = DatabaseLabels };

    public static PeerCase Site => Peer(PeerKind.Dns, "api.example.com", 443);

    public static PeerCase Peer(PeerKind kind, string name, ushort port, L4Protocol protocol = L4Protocol.Tcp, TrafficDirection direction = TrafficDirection.Egress) => new()
    {
        Key = new PeerKey(kind, name, direction, protocol, port),
        Outcomes = [0, 0, 0, 0, 0, 0, 0],
    };

    public static PeerCase Works(this PeerCase peer, params ReadOnlySpan<double> at) => peer with
    {
        Outcomes = peer.Outcomes.SetItem(0, peer.Outcomes[0] + at.Length),
        LastEstablishedAt = Max(peer.LastEstablishedAt, at),
    };

    public static PeerCase Fails(this PeerCase peer, ConnectionOutcome outcome, params ReadOnlySpan<double> at)
    {
        foreach (var second in at)
        {
            peer = peer.FailsAs(new FailedAttempt(At(second), At(second), outcome, 1, DropReason.Unknown, TrafficDirection.Unknown, null, false));
        }

        return peer;
    }

    public static PeerCase Denied(
        this PeerCase peer, DropReason reason, PolicyName? policy, TrafficDirection side, params ReadOnlySpan<double> at)
    {
        ImmutableArray<PolicyName> policies = policy is null ? [] : [policy];
        foreach (var second in at)
        {
            peer = peer.FailsAs(new FailedAttempt(
                At(second),
                At(second),
                ConnectionOutcome.Denied,
                1,
                reason,
                side,
                side == TrafficDirection.Ingress ? new PolicyDecision { IngressDeniedBy = policies } : new PolicyDecision { EgressDeniedBy = policies },
                false));
        }

        return peer;
    }

    public static PeerCase FailsAs(this PeerCase peer, FailedAttempt failure) => peer with
    {
        Outcomes = peer.Outcomes.SetItem((int)failure.Outcome, peer.Outcomes[(int)failure.Outcome] + 1),
        Failures = peer.Failures.Add(failure),
    };

    public static PeerCase Answers(this PeerCase peer, uint code, params ReadOnlySpan<double> at)
    {
        if (code < 400)
        {
            return peer with { LastGoodAnswerAt = Max(peer.LastGoodAnswerAt, at) };
        }

        List<AnswerTally> tallies = [.. peer.BadAnswers];
        foreach (var second in at)
        {
            AnswerTally.Add(tallies, code, At(second), 8);
        }

        return peer with { BadAnswers = [.. tallies] };
    }

    /// <summary>Calls that failed as the mesh proxy tells.</summary>
    public static PeerCase Tells(this PeerCase peer, ushort code, string details, params ReadOnlySpan<double> at)
    {
        var call = new Call { Code = code, Details = details, Protocol = CallProtocol.Http11, Reporter = CallReporter.Client };
        List<MeshTally> tallies = [.. peer.MeshFailures];
        foreach (var second in at)
        {
            MeshTally.Add(tallies, MeshTally.Of(call, MeshFailures.Of(call)!.Value, At(second)), 8);
        }

        return peer with { MeshFailures = [.. tallies] };
    }

    public static NameCase Name(string name, uint rcode, params ReadOnlySpan<double> at)
    {
        List<AnswerTally> tallies = [];
        foreach (var second in at)
        {
            AnswerTally.Add(tallies, rcode, At(second), 4);
        }

        return new NameCase(name, [.. tallies], Instant.Missing);
    }

    public static NameCase Resolved(string name, double at) => new(name, [], At(at));

    private static Instant Max(Instant known, ReadOnlySpan<double> at)
    {
        foreach (var second in at)
        {
            known = At(second) > known ? At(second) : known;
        }

        return known;
    }
}
