using System.Collections.Immutable;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Guardrails;

/// <summary>A try of <c>payments.load</c> in namespace airflow, and whom it called.</summary>
internal static class SomeTry
{
    public static readonly Instant Start = new(1_800_000_000_000_000_000);
    public static readonly Instant Now = Start.Add(TimeSpan.FromMinutes(10));
    public static readonly TryEvidence Complete = new(0, false, false, true, 100);

    public static TryStory Calling(params ImmutableArray<TryPeer> peers) => new()
    {
        Id = "0123456789abcdef",
        Try = new TaskTry(new TaskKey("airflow", "payments", "load"), "run", 1, -1, IdForm.Raw),
        Result = TryResult.Running,
        StartedAt = Start,
        Peers = peers,
        Evidence = Complete,
        Pods = [Pod("payments-runner")],
    };

    public static TryPod Pod(string serviceAccount) =>
        new("uid", "airflow", "payments-load-1", "node-1", PodRole.Executor, serviceAccount, "", "Running", null, "", Start, Now);

    public static TryPeer Dns(string name, ushort port = 443) => Peer(PeerKind.Dns, name, port);

    public static TryPeer Service(string name, ushort port = 5_432) => Peer(PeerKind.Service, name, port);

    public static TryPeer Workload(string name, ushort port = 5_432) => Peer(PeerKind.Workload, name, port);

    public static TryPeer Entity(string name, ushort port = 443) => Peer(PeerKind.Entity, name, port);

    public static TryPeer Cidr(string name, ushort port = 443) => Peer(PeerKind.Cidr, name, port);

    /// <summary>One connection that came about.</summary>
    public static TryPeer Peer(PeerKind kind, string name, ushort port) => new(
        kind, name, TrafficDirection.Egress, L4Protocol.Tcp, port, Outcomes(ConnectionOutcome.Established, 1), [0, 0, 0, 0, 0, 0], 0, 0, Start.Add(TimeSpan.FromSeconds(5)), Now);

    public static TryPeer As(this TryPeer peer, ConnectionOutcome outcome, int count = 1) => peer with { Outcomes = Outcomes(outcome, count) };

    private static ImmutableArray<int> Outcomes(ConnectionOutcome outcome, int count)
    {
        var outcomes = new int[Enum.GetValues<ConnectionOutcome>().Length];
        outcomes[(int)outcome] = count;
        return [.. outcomes];
    }
}
