using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections;

/// <summary>The flow events of one connection, as Cilium reports them: each method is one event at a time in seconds of the test.
/// Without further words they are seen on the client's node, where packets leave to the stack and come in to the endpoint.</summary>
internal sealed record Dialogue
{
    public const string ClientNode = "node-1";
    public const string ServerNode = "node-2";

    public string Client { get; init; } = "10.0.0.1";

    public string Server { get; init; } = "10.0.9.1";

    public ushort ClientPort { get; init; } = 40_000;

    public ushort ServerPort { get; init; } = 5_432;

    public L4Protocol Protocol { get; init; } = L4Protocol.Tcp;

    public Endpoint ClientEndpoint { get; init; } = new() { Id = 7, Identity = 5_000, Namespace = "airflow", PodName = "task-1" };

    public Endpoint ServerEndpoint { get; init; } = new() { Identity = 6_000, Namespace = "data", PodName = "db-0" };

    /// <summary>The service whose address the server's is.</summary>
    public ServiceName? Service { get; init; }

    public string Node { get; init; } = ClientNode;

    /// <summary>Seen on the server's node instead: packets come in to its endpoint and leave to the stack.</summary>
    public Dialogue AtServer() => this with
    {
        Node = ServerNode,
        ClientEndpoint = new Endpoint { Identity = ClientEndpoint.Identity, Namespace = ClientEndpoint.Namespace, PodName = ClientEndpoint.PodName },
        ServerEndpoint = new Endpoint { Id = 9, Identity = ServerEndpoint.Identity, Namespace = ServerEndpoint.Namespace, PodName = ServerEndpoint.PodName },
    };

    public Flow Syn(double at) => Request(at, TcpFlags.Syn, TraceReason.New);

    public Flow SynAck(double at) => Reply(at, TcpFlags.Syn | TcpFlags.Ack);

    public Flow Ack(double at) => Request(at, TcpFlags.Ack);

    public Flow Data(double at) => Request(at, TcpFlags.Psh | TcpFlags.Ack);

    public Flow Answer(double at) => Reply(at, TcpFlags.Psh | TcpFlags.Ack);

    public Flow ClientFin(double at) => Request(at, TcpFlags.Fin | TcpFlags.Ack);

    public Flow ServerFin(double at) => Reply(at, TcpFlags.Fin | TcpFlags.Ack);

    public Flow ClientRst(double at) => Request(at, TcpFlags.Rst);

    public Flow ServerRst(double at) => Reply(at, TcpFlags.Rst | TcpFlags.Ack);

    /// <summary>A datagram or an ICMP echo, and its answer.</summary>
    public Flow Ask(double at) => Request(at, TcpFlags.None, TraceReason.New);

    public Flow Told(double at) => Reply(at, TcpFlags.None);

    /// <summary>A drop notification of the SYN (or datagram): connection tracking has not seen it, so nothing says whether it is a reply.</summary>
    public Flow Dropped(double at, DropReason reason = DropReason.PolicyDenied, PolicyDecision? policies = null)
    {
        var flow = Request(at, Protocol == L4Protocol.Tcp ? TcpFlags.Syn : TcpFlags.None);
        flow.EventType = 1;
        flow.Verdict = Verdict.Dropped;
        flow.DropReason = reason;
        flow.Policies = policies;
        flow.Reply = ReplyState.Unknown;
        flow.ObservationPoint = ObservationPoint.Unknown;
        flow.TraceReason = TraceReason.Unknown;
        return flow;
    }

    /// <summary>A policy verdict on the SYN.</summary>
    public Flow Judged(double at, Verdict verdict, PolicyDecision? policies = null)
    {
        var flow = Dropped(at, verdict == Verdict.Dropped ? DropReason.PolicyDenied : DropReason.Unknown, policies);
        flow.EventType = 5;
        flow.Verdict = verdict;
        flow.Reply = ReplyState.Request;
        return flow;
    }

    public Flow L7(double at, L7Record record)
    {
        var flow = record.Kind == L7Kind.Response ? Reply(at, TcpFlags.None) : Request(at, TcpFlags.None);
        flow.EventType = 129;
        flow.Type = FlowType.L7;
        flow.ObservationPoint = ObservationPoint.Unknown;
        flow.L7 = record;
        return flow;
    }

    public Flow DnsAnswer(double at, string name, uint ttl, params ImmutableArray<string> addresses) => L7(at, new DnsRecord(
        L7Kind.Response, TimeSpan.FromMilliseconds(1), name, 0, ttl, [.. addresses.Select(Some.Ip)], [], ["A"], "proxy"));

    /// <summary>An ICMP message from the server's address to the client.</summary>
    public Flow Unreachable(double at, ushort code = 3) => Reply(at, TcpFlags.None) with
    {
        Protocol = L4Protocol.Icmp,
        SourcePort = 3,
        DestinationPort = code,
        Reply = ReplyState.Request,
        TraceReason = TraceReason.Related,
    };

    private Flow Request(double at, TcpFlags flags, TraceReason reason = TraceReason.Established) => new()
    {
        Time = Some.At(at),
        SourceIp = Some.Ip(Client),
        DestinationIp = Some.Ip(Server),
        Source = ClientEndpoint,
        Destination = ServerEndpoint,
        SourcePort = Protocol == L4Protocol.Icmp ? (ushort)8 : ClientPort,
        DestinationPort = Protocol == L4Protocol.Icmp ? (ushort)0 : ServerPort,
        DestinationService = Service,
        NodeName = Node,
        Protocol = Protocol,
        TcpFlags = flags,
        Type = FlowType.L3L4,
        EventType = 4,
        Verdict = Verdict.Forwarded,
        Reply = ReplyState.Request,
        TraceReason = reason,
        Direction = Node == ClientNode ? TrafficDirection.Egress : TrafficDirection.Ingress,
        ObservationPoint = Node == ClientNode ? ObservationPoint.ToStack : ObservationPoint.ToEndpoint,
    };

    private Flow Reply(double at, TcpFlags flags) => new()
    {
        Time = Some.At(at),
        SourceIp = Some.Ip(Server),
        DestinationIp = Some.Ip(Client),
        Source = ServerEndpoint,
        Destination = ClientEndpoint,
        SourcePort = Protocol == L4Protocol.Icmp ? (ushort)0 : ServerPort,
        DestinationPort = Protocol == L4Protocol.Icmp ? (ushort)0 : ClientPort,
        SourceService = Service,
        NodeName = Node,
        Protocol = Protocol,
        TcpFlags = flags,
        Type = FlowType.L3L4,
        EventType = 4,
        Verdict = Verdict.Forwarded,
        Reply = ReplyState.Reply,
        TraceReason = TraceReason.Reply,
        Direction = Node == ClientNode ? TrafficDirection.Egress : TrafficDirection.Ingress,
        ObservationPoint = Node == ClientNode ? ObservationPoint.ToEndpoint : ObservationPoint.ToStack,
    };
}
