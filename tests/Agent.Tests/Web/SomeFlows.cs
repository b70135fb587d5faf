using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Agent.Tests.Web;

/// <summary>Attributed flows, one after the other by a second.</summary>
internal static class SomeFlows
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Peer Postgres = new(PeerKind.Service, "data/postgres");

    /// <summary>A connection that is denied, its look-up and its answer over HTTP, a mapped task that is called, the scheduler, a stranger.</summary>
    public static AttributedBatch Day { get; } = Batch(
        (Flow(0, verdict: Verdict.Dropped, flags: TcpFlags.Syn, denied: true), Client(Task("etl", "load", 2), Postgres)),
        (Flow(1, l7: new DnsRecord(L7Kind.Response, TimeSpan.FromMilliseconds(2), "db.example.com.", 3, 0, [], [], ["A", "AAAA"], "proxy"), isReply: true, protocol: L4Protocol.Udp), Client(Task("etl", "load", 2), new Peer(PeerKind.Service, "kube-system/kube-dns"))),
        (Flow(2, l7: new HttpRecord(L7Kind.Response, TimeSpan.FromMilliseconds(31), 503, "GET", "http://api.example.com/v1/orders", "HTTP/1.1", ""), isReply: true), Client(Task("etl", "extract", 1), new Peer(PeerKind.Dns, "api.example.com"))),
        (Flow(3, flags: TcpFlags.Syn | TcpFlags.Ack, isReply: true), Server(Task("train", "fit", 1, mapIndex: 7), new Peer(PeerKind.Task, "airflow/etl.load"), AttributionClass.Inferred)),
        (Flow(4), Client(new Owner { Kind = OwnerKind.Component, Component = "scheduler", Namespace = "airflow", PodName = "scheduler-0" }, Postgres)),
        (Flow(5, verdict: Verdict.Audit), new FlowAttribution(default, default, new Peer(PeerKind.Entity, "world"), Peer.Unknown, AttributionKind.Other, AttributionClass.Unknown)));

    public static AttributedBatch Batch(params (Flow Flow, FlowAttribution Attribution)[] flows) => new(
        new FlowBatch([.. flows.Select(item => item.Flow)], flows.Length, "test", Instant.FromDateTimeOffset(Noon)), [.. flows.Select(item => item.Attribution)]);

    /// <summary>One flow of a task of this DAG.</summary>
    public static AttributedBatch Of(string dag, int second) => Batch((Flow(second), Client(Task(dag, "load", 1), Postgres)));

    private static Flow Flow(
        int second, Verdict verdict = Verdict.Forwarded, TcpFlags flags = TcpFlags.None, bool denied = false, L7Record? l7 = null, bool isReply = false, L4Protocol protocol = L4Protocol.Tcp)
    {
        var task = (IpAddress.FromIPv4(0x0A000102), (ushort)41_234);
        var peer = (IpAddress.FromIPv4(0x0A000909), (ushort)5_432);
        var (source, destination) = isReply ? (peer, task) : (task, peer);
        return new Flow
        {
            Time = Instant.FromDateTimeOffset(Noon.AddSeconds(second)),
            NodeName = "worker-1",
            SourceIp = source.Item1,
            SourcePort = source.Item2,
            DestinationIp = destination.Item1,
            DestinationPort = destination.Item2,
            Protocol = protocol,
            Verdict = verdict,
            DropReason = denied ? DropReason.PolicyDenied : DropReason.Unknown,
            Policies = denied ? new PolicyDecision { EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", "airflow", "deny-postgres")] } : null,
            TcpFlags = flags,
            L7 = l7,
            Type = l7 is null ? FlowType.L3L4 : FlowType.L7,
            Reply = isReply ? ReplyState.Reply : ReplyState.Request,
        };
    }

    private static Owner Task(string dag, string task, int number, int mapIndex = -1) => new()
    {
        Kind = OwnerKind.Task,
        Role = PodRole.Executor,
        Try = new TaskTry(new TaskKey("airflow", dag, task), "scheduled__2026-03-01T09:00:00+00:00", number, mapIndex, IdForm.Raw),
        Namespace = "airflow",
        PodName = $"{dag}-{task}-x1",
    };

    private static FlowAttribution Client(Owner owner, Peer peer) => new(
        new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, true), default, peer, Peer.Unknown, owner.Kind == OwnerKind.Task ? AttributionKind.Task : AttributionKind.Component, AttributionClass.Exact);

    // The packet is a reply of the one that was called.
    private static FlowAttribution Server(Owner owner, Peer peer, AttributionClass sure) => new(
        default, new SideAttribution(owner, sure, AttributionReason.IpOnly, true), Peer.Unknown, peer, AttributionKind.Task, sure);
}
