using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Clusters;
using Windsock.Evaluation.Traces.Runs;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>Flow events as Cilium reports them on the client's node: packets leave to the stack and come in to the endpoint.</summary>
internal static class FlowEncoder
{
    private const string Node = "worker-1";
    private const byte DropEvent = 1;
    private const byte TraceEvent = 4;
    private const byte L7Event = 129;

    private static readonly ImmutableArray<string>[] Types = [["A"], ["PTR"], ["TXT"], ["CNAME"]];

    public static Flow Request(Caller caller, Dial dial, Instant at, TcpFlags flags) => Packet(caller, dial, at, flags, isReply: false);

    public static Flow Reply(Caller caller, Dial dial, Instant at, TcpFlags flags) => Packet(caller, dial, at, flags, isReply: true);

    public static Flow Dropped(Caller caller, Dial dial, Instant at)
    {
        var flow = Packet(caller, dial, at, TcpFlags.Syn, isReply: false);
        flow.EventType = DropEvent;
        flow.Verdict = Verdict.Dropped;
        flow.DropReason = DropReason.PolicyDenied;
        flow.Policies = dial.Policies;
        flow.Reply = ReplyState.Unknown;
        flow.ObservationPoint = ObservationPoint.Unknown;
        flow.TraceReason = TraceReason.Unknown;
        return flow;
    }

    public static Flow Http(Caller caller, Dial dial, Instant at)
    {
        var flow = Packet(caller, dial, at, TcpFlags.None, isReply: true);
        flow.Type = FlowType.L7;
        flow.EventType = L7Event;
        flow.ObservationPoint = ObservationPoint.Unknown;
        flow.L7 = new HttpRecord(L7Kind.Response, dial.RoundTrip, dial.HttpCode, "GET", "", "HTTP/1.1", "");
        return flow;
    }

    public static Flow Question(Caller caller, Question question, Instant at, bool isAnswer)
    {
        var server = TargetMaker.NameServer;
        var flow = Between(caller, server.Endpoint, server.Addresses[0], at, isAnswer);
        flow.SourcePort = isAnswer ? server.Port : question.ClientPort;
        flow.DestinationPort = isAnswer ? question.ClientPort : server.Port;
        flow.Protocol = L4Protocol.Udp;
        flow.Type = FlowType.L7;
        flow.EventType = L7Event;
        flow.ObservationPoint = ObservationPoint.Unknown;
        flow.L7 = new DnsRecord(
            isAnswer ? L7Kind.Response : L7Kind.Request, isAnswer ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, question.Name,
            isAnswer ? question.Rcode : 0, isAnswer ? 30u : 0, isAnswer ? question.Addresses : [], [], TypesOf(question.Type), "proxy");
        return flow;
    }

    public static FlowAttribution Attribute(Caller caller, Target target) =>
        new(caller.Side, default, target.Peer, Peer.Unknown, caller.Kind, AttributionClass.Exact);

    private static Flow Packet(Caller caller, Dial dial, Instant at, TcpFlags flags, bool isReply)
    {
        var flow = Between(caller, dial.Target.Endpoint, dial.Ip, at, isReply);
        flow.SourcePort = isReply ? dial.Port : dial.ClientPort;
        flow.DestinationPort = isReply ? dial.ClientPort : dial.Port;
        flow.SourceService = isReply ? dial.Target.Service : null;
        flow.DestinationService = isReply ? null : dial.Target.Service;
        flow.Protocol = L4Protocol.Tcp;
        flow.TcpFlags = flags;
        flow.TraceReason = isReply ? TraceReason.Reply : flags == TcpFlags.Syn ? TraceReason.New : TraceReason.Established;
        return flow;
    }

    private static Flow Between(Caller caller, Endpoint server, IpAddress serverIp, Instant at, bool isReply) => new()
    {
        Time = at,
        SourceIp = isReply ? serverIp : caller.Ip,
        DestinationIp = isReply ? caller.Ip : serverIp,
        Source = isReply ? server : caller.Endpoint,
        Destination = isReply ? caller.Endpoint : server,
        NodeName = Node,
        Type = FlowType.L3L4,
        EventType = TraceEvent,
        Verdict = Verdict.Forwarded,
        Reply = isReply ? ReplyState.Reply : ReplyState.Request,
        Direction = isReply ? TrafficDirection.Ingress : TrafficDirection.Egress,
        ObservationPoint = isReply ? ObservationPoint.ToEndpoint : ObservationPoint.ToStack,
    };

    private static ImmutableArray<string> TypesOf(string type) => type switch { "A" => Types[0], "PTR" => Types[1], "TXT" => Types[2], _ => Types[3] };
}
