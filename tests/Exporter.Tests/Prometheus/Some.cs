using Windsock.Exporter.Prometheus;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus;

/// <summary>Data nobody cares about, apart from what is named in the call.</summary>
internal static class Some
{
    public static readonly Instant Noon = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 12, 0, 0, 250, TimeSpan.Zero));

    public static readonly Peer Postgres = new(PeerKind.Service, "data/postgres");

    /// <summary>Wide enough that no budget is met.</summary>
    public static PrometheusOptions Options() => new() { SeriesTtl = TimeSpan.FromMinutes(10) };

    public static Owner TaskPod(string dag = "etl", string task = "load", string ns = "airflow", string run = "manual__1", int tryNumber = 1, int mapIndex = -1, string account = "", string cloud = "", string pod = "pod") => new()
    {
        Kind = OwnerKind.Task,
        Role = PodRole.Executor,
        Try = new TaskTry(new TaskKey(ns, dag, task), run, tryNumber, mapIndex, IdForm.Raw),
        Namespace = ns,
        PodName = pod,
        ServiceAccount = account,
        CloudIdentity = cloud,
    };

    public static Flow Flow(
        Verdict verdict = Verdict.Forwarded,
        L4Protocol protocol = L4Protocol.Tcp,
        DropReason reason = DropReason.Unknown,
        L7Record? l7 = null,
        TcpFlags flags = TcpFlags.Ack,
        ReplyState reply = ReplyState.Request,
        TrafficDirection direction = TrafficDirection.Egress,
        byte eventType = 4,
        string trace = "") => new()
        {
            Time = Noon,
            Verdict = verdict,
            Protocol = protocol,
            DropReason = reason,
            L7 = l7,
            Type = l7 is null ? FlowType.L3L4 : FlowType.L7,
            TcpFlags = flags,
            Reply = reply,
            Direction = direction,
            EventType = l7 is null ? eventType : (byte)129,
            TraceId = trace,
        };

    public static Flow Syn(TrafficDirection direction = TrafficDirection.Egress) => Flow(flags: TcpFlags.Syn, direction: direction);

    public static HttpRecord Response(uint code = 200, string method = "GET", double seconds = 0.02) =>
        new(L7Kind.Response, TimeSpan.FromSeconds(seconds), code, method, "http://api/x", "HTTP/1.1", "");

    public static DnsRecord DnsAnswer(uint rcode) =>
        new(L7Kind.Response, TimeSpan.FromMilliseconds(1), "api.example.com.", rcode, 30, [], [], ["A"], "proxy");

    public static SideAttribution Deciding(Owner owner) => new(owner, AttributionClass.Exact, AttributionReason.None, Decides: true);

    /// <summary>The task is the client and decides; the server is somebody that does not matter.</summary>
    public static FlowAttribution FromClient(Owner task, Peer? server = null) => new(
        Deciding(task), default, server ?? Postgres, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);

    public static FlowAttribution FromServer(Owner task, Peer? client = null) => new(
        default, Deciding(task), Peer.Unknown, client ?? Postgres, AttributionKind.Task, AttributionClass.Exact);

    public static Connection Connection(in FlowAttribution of, ConnectionOutcome outcome = ConnectionOutcome.Established) => new()
    {
        Client = of.Client,
        Server = of.Server,
        ServerAsPeer = of.ServerAsPeer,
        ClientAsPeer = of.ClientAsPeer,
        Outcome = outcome,
        Protocol = L4Protocol.Tcp,
        FirstSeen = Noon,
        LastSeen = Noon,
    };

    public static AttributedBatch Batch(params (Flow Flow, FlowAttribution Attribution)[] flows) => new(
        new FlowBatch([.. flows.Select(item => item.Flow)], flows.Length, "test", Noon),
        [.. flows.Select(item => item.Attribution)]);

    public static AttributedBatch Batch(Flow flow, FlowAttribution attribution, int count = 1) =>
        Batch([.. Enumerable.Repeat((flow, attribution), count)]);
}
