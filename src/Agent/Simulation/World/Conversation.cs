using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>The flow events of one exchange, a fifth of a millisecond apart. At most 15 of them: an exchange stays in its tick.</summary>
internal sealed class Conversation(Stage stage, SimulatedPod pod, TimeSpan begin)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMicroseconds(200);
    private readonly int _port = 32_768 + stage.Random.Below(28_000);

    public int FlowCount { get; private set; }

    public Places Places => stage.Pods.Places;

    public SeededRandom Random => stage.Random;

    public SimulatedPod Pod => pod;

    public FlowEnd Me => FlowEnd.Of(pod);

    /// <summary>The flows from here on are sent without their time.</summary>
    public bool IsTimeless { get; set; }

    /// <summary>SYN, SYN-ACK, ACK.</summary>
    public void Connect(FlowEnd client, FlowEnd server, int port)
    {
        var request = Request(client, server, port);
        Emit(request with { TcpFlags = TcpFlags.Syn, TraceReason = TraceReason.New });
        Emit(Answer(request) with { TcpFlags = TcpFlags.Syn | TcpFlags.Ack });
        Emit(request with { TcpFlags = TcpFlags.Ack, TraceReason = TraceReason.Established });
    }

    public void Close(FlowEnd client, FlowEnd server, int port)
    {
        var request = Request(client, server, port) with { TcpFlags = TcpFlags.Fin | TcpFlags.Ack, TraceReason = TraceReason.Established };
        Emit(request);
        Emit(Answer(request));
    }

    /// <summary>A connection and one HTTP request with its response, seen by the L7 proxy.</summary>
    public void Http(FlowEnd client, FlowEnd server, int port, string method, string url, int code)
    {
        Connect(client, server, port);
        var trace = Random.OneIn(2) ? Random.Hex(32) : "";
        var id = Random.NextGuid().ToString();
        var request = Request(client, server, port) with
        {
            Type = FlowType.L7,
            EventType = 129,
            TraceId = trace,
            L7 = new SimulatedHttp(L7Kind.Request, TimeSpan.Zero, 0, method, url, id),
        };
        Emit(request);
        var latency = TimeSpan.FromMicroseconds(Random.Between(800, code >= 500 ? 900_000 : 90_000));
        Emit(Answer(request) with { L7 = new SimulatedHttp(L7Kind.Response, latency, code, method, url, id) });
    }

    /// <summary>A name asked for and answered; <paramref name="rcode"/> 0 gives the name's addresses.</summary>
    public void Lookup(FlowEnd client, string name, int rcode, params ImmutableArray<string> addresses)
    {
        var request = Request(client, Places.Dns, 53) with
        {
            Type = FlowType.L7,
            EventType = 129,
            Protocol = L4Protocol.Udp,
            L7 = new SimulatedDns(L7Kind.Request, TimeSpan.Zero, name + ".", 0, [], "A"),
        };
        Emit(request);
        var latency = TimeSpan.FromMicroseconds(Random.Between(200, 20_000));
        Emit(Answer(request) with { L7 = new SimulatedDns(L7Kind.Response, latency, name + ".", rcode, addresses, "A") });
    }

    /// <summary>A call to a site outside, after this pod has resolved its name.</summary>
    public void CallOutside(Site site, string method, string path, int code)
    {
        Lookup(Me, site.Name, 0, site.Ip);
        Http(Me, site.End, 443, method, $"https://{site.Name}{path}", code);
    }

    public void Datagram(FlowEnd client, FlowEnd server, int port) =>
        Emit(Request(client, server, port) with { Protocol = L4Protocol.Udp });

    public void Ping(FlowEnd client, FlowEnd server)
    {
        var isV6 = client.Ip.Contains(':', StringComparison.Ordinal);
        var echo = Request(client, server, 0) with
        {
            Protocol = isV6 ? L4Protocol.IcmpV6 : L4Protocol.Icmp,
            SourcePort = isV6 ? 128 : 8,
        };
        Emit(echo);
        Emit(Answer(echo) with { SourcePort = isV6 ? 129 : 0, DestinationPort = 0 });
    }

    /// <summary>A SYN that a policy drops, tried again twice: nothing answers.</summary>
    public void Denied(FlowEnd client, FlowEnd server, int port, string policy)
    {
        var dropped = Request(client, server, port) with
        {
            TcpFlags = TcpFlags.Syn,
            Verdict = Verdict.Dropped,
            DropReason = DropReason.PolicyDenied,
            EventType = 1,
            IsReply = null,
            ObservationPoint = ObservationPoint.Unknown,
            EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", pod.Namespace, policy)],
        };
        Emit(dropped);
        Emit(dropped);
        Emit(dropped with { EventType = 5 });
    }

    public void Lost(FlowEnd client, FlowEnd server, int port, DropReason reason) => Emit(Request(client, server, port) with
    {
        TcpFlags = TcpFlags.Syn,
        Verdict = Verdict.Dropped,
        DropReason = reason,
        EventType = 1,
        IsReply = null,
    });

    /// <summary>Policy verdicts that let the packet pass: allowed, sent to the proxy, or only noted.</summary>
    public void Judged(FlowEnd client, FlowEnd server, int port, Verdict verdict) => Emit(Request(client, server, port) with
    {
        TcpFlags = TcpFlags.Syn,
        Verdict = verdict,
        EventType = 5,
        EgressAllowedBy = [new PolicyName("NetworkPolicy", pod.Namespace, "allow-cluster")],
    });

    /// <summary>A socket-level translation of a service address: no packet yet, so no reply state.</summary>
    public void Translated(FlowEnd client, FlowEnd server, int port) => Emit(Request(client, server, port) with
    {
        Type = FlowType.Socket,
        EventType = 7,
        Verdict = Verdict.Translated,
        IsReply = null,
        ObservationPoint = ObservationPoint.Unknown,
    });

    private SimulatedFlow Request(FlowEnd client, FlowEnd server, int port) => new()
    {
        Source = client,
        Destination = server,
        IsReply = false,
        SourcePort = _port,
        DestinationPort = port,
        Direction = client.EndpointId != 0 ? TrafficDirection.Egress : TrafficDirection.Ingress,
        ObservationPoint = client.EndpointId != 0 ? ObservationPoint.FromEndpoint : ObservationPoint.ToEndpoint,
        NodeName = stage.Settings.NodeName,
    };

    private static SimulatedFlow Answer(SimulatedFlow request) => request with
    {
        Source = request.Destination,
        Destination = request.Source,
        SourcePort = request.DestinationPort,
        DestinationPort = request.SourcePort,
        IsReply = true,
        TraceReason = TraceReason.Reply,
        ObservationPoint = ObservationPoint.ToEndpoint,
    };

    private void Emit(SimulatedFlow flow)
    {
        var at = begin + (Spacing * FlowCount++);
        stage.RecordFlow(new FlowSeen(at, flow with { Id = Random.NextGuid(), Time = stage.TimeOf(at), CarriesTime = !IsTimeless }));
    }
}
