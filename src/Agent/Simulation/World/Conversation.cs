using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>What a pod does on the network, told in one go: flow events a fifth of a millisecond apart, and with whatever waiting
/// in between. Without waiting at most 15 of them: an exchange stays in its tick.</summary>
internal sealed class Conversation(Stage stage, SimulatedPod pod, TimeSpan begin)
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMicroseconds(200);
    private TimeSpan _at = begin;

    public Places Places => stage.Pods.Places;

    public SeededRandom Random => stage.Random;

    public SimulatedPod Pod => pod;

    public FlowEnd Me => FlowEnd.Of(pod);

    /// <summary>The flows from here on are sent without their time.</summary>
    public bool IsTimeless { get; set; }

    /// <summary>How long after it happened an event from here on reaches Hubble: events of other processors overtake it.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The source loses the events from here on. Whoever plays this lets the source say so.</summary>
    public bool IsUnseen { get; set; }

    /// <summary>When the next event happens.</summary>
    public TimeSpan At => _at;

    /// <summary>A sidecar writes down a call that has just ended.</summary>
    public void Log(SimulatedCall call) => stage.RecordCall(new CallSeen(_at, call));

    public DateTimeOffset TimeOf(TimeSpan offset) => stage.TimeOf(offset);

    /// <summary>A connection through the sidecars of its ends.</summary>
    public MeshPlay Mesh(MeshService service, TlsMode security = TlsMode.Mutual) => new(this, service, security);

    public void Wait(double seconds) => _at += TimeSpan.FromSeconds(seconds);

    public int NextPort(FlowEnd client) => stage.Ports.Next(client.Ip);

    /// <summary>A TCP connection to be played packet by packet.</summary>
    public TcpPlay Tcp(FlowEnd server, int port, TraceView view = TraceView.EachOnce) => new(this, Me, server, port, view);

    /// <summary>A connection that is opened and closed in order.</summary>
    public void Connect(FlowEnd client, FlowEnd server, int port) => new TcpPlay(this, client, server, port, AnyView()).Open().Close();

    /// <summary>A connection for one HTTP request with its response.</summary>
    public void Http(FlowEnd client, FlowEnd server, int port, string method, string url, int code) =>
        new TcpPlay(this, client, server, port, TraceView.EachOnce).Open().Request(method, url, code).Close();

    /// <summary>A name asked for and answered; <paramref name="rcode"/> 0 gives the name's addresses.</summary>
    public void Lookup(FlowEnd client, string name, int rcode, params ImmutableArray<string> addresses)
    {
        var connection = Datagrams(client, Places.Dns, 53, L4Protocol.Udp, ConnectionOutcome.Established);
        var request = Request(client, Places.Dns, connection.ClientPort, 53) with
        {
            Type = FlowType.L7,
            EventType = 129,
            Protocol = L4Protocol.Udp,
            L7 = new SimulatedDns(L7Kind.Request, TimeSpan.Zero, name + ".", 0, [], "A"),
        };
        Emit(request, connection);
        var latency = TimeSpan.FromMicroseconds(Random.Between(200, 20_000));
        Emit(Answer(request) with { L7 = new SimulatedDns(L7Kind.Response, latency, name + ".", rcode, addresses, "A") }, connection);
    }

    /// <summary>A name looked up as a pod's resolver does it (<c>ndots:5</c>): through the search path first.</summary>
    public void Resolve(string name, int rcode, params ImmutableArray<string> addresses)
    {
        foreach (var domain in (ReadOnlySpan<string>)[pod.Namespace + ".svc.cluster.local", "svc.cluster.local", "cluster.local"])
        {
            Lookup(Me, $"{name}.{domain}", 3);
        }

        Lookup(Me, name, rcode, addresses);
    }

    /// <summary>A call to a site outside, after this pod has resolved its name.</summary>
    public void CallOutside(Site site, string method, string path, int code)
    {
        Lookup(Me, site.Name, 0, site.Ip);
        Http(Me, site.End, 443, method, $"https://{site.Name}{path}", code);
    }

    /// <summary>A datagram that nobody answers.</summary>
    public void Datagram(FlowEnd client, FlowEnd server, int port)
    {
        var connection = Datagrams(client, server, port, L4Protocol.Udp, ConnectionOutcome.Unanswered);
        Emit(Request(client, server, connection.ClientPort, port) with { Protocol = L4Protocol.Udp }, connection);
    }

    public void Ping(FlowEnd client, FlowEnd server)
    {
        var isV6 = client.Ip.Contains(':', StringComparison.Ordinal);
        var protocol = isV6 ? L4Protocol.IcmpV6 : L4Protocol.Icmp;
        var connection = Datagrams(client, server, 0, protocol, ConnectionOutcome.Established);
        var echo = Request(client, server, isV6 ? 128 : 8, 0) with { Protocol = protocol };
        Emit(echo, connection);
        Emit(Answer(echo) with { SourcePort = isV6 ? 129 : 0, DestinationPort = 0 }, connection);
    }

    /// <summary>A SYN that a policy drops, tried again at once: nothing answers.</summary>
    public void Denied(FlowEnd server, int port, string policy)
    {
        PolicyName named = new("CiliumNetworkPolicy", pod.Namespace, policy);
        Tcp(server, port)
            .Drop(DropReason.PolicyDenied, TrafficDirection.Egress, named)
            .Drop(DropReason.PolicyDenied, TrafficDirection.Egress, named)
            .Verdict(DropReason.PolicyDenied, TrafficDirection.Egress, named);
    }

    public void Lost(FlowEnd client, FlowEnd server, int port, DropReason reason) =>
        new TcpPlay(this, client, server, port, TraceView.EachOnce).Drop(reason);

    /// <summary>A socket-level translation of a service address: no packet yet, so no reply state, and no port of its own.</summary>
    public void Translated(FlowEnd client, FlowEnd server, int port) => Emit(
        Request(client, server, 0, port) with
        {
            Type = FlowType.Socket,
            EventType = 7,
            Verdict = Verdict.Translated,
            IsReply = null,
            ObservationPoint = ObservationPoint.Unknown,
        },
        null);

    public SimulatedFlow Request(FlowEnd client, FlowEnd server, int clientPort, int port) => new()
    {
        Source = client,
        Destination = server,
        IsReply = false,
        SourcePort = clientPort,
        DestinationPort = port,
        Direction = client.EndpointId != 0 ? TrafficDirection.Egress : TrafficDirection.Ingress,
        ObservationPoint = client.EndpointId != 0 ? ObservationPoint.FromEndpoint : ObservationPoint.ToEndpoint,
        NodeName = stage.Settings.NodeName,
    };

    public static SimulatedFlow Answer(SimulatedFlow request) => request with
    {
        Source = request.Destination,
        Destination = request.Source,
        SourcePort = request.DestinationPort,
        DestinationPort = request.SourcePort,
        IsReply = true,
        TraceReason = TraceReason.Reply,
        ObservationPoint = ObservationPoint.ToEndpoint,
    };

    /// <param name="connection">What the event is part of; null for one that is no packet.</param>
    public void Emit(SimulatedFlow flow, SimulatedConnection? connection)
    {
        var (happened, seen) = (_at, _at + Delay);
        _at += Spacing;
        connection?.Extend(seen);
        if (IsUnseen)
        {
            connection?.IsMaimed = true;
            return;
        }

        stage.RecordFlow(new FlowSeen(
            seen, flow with { Id = Random.NextGuid(), Time = stage.TimeOf(happened), CarriesTime = !IsTimeless, Connection = connection }));
    }

    private SimulatedConnection Datagrams(FlowEnd client, FlowEnd server, int port, L4Protocol protocol, ConnectionOutcome outcome) => new()
    {
        Client = client,
        Server = server,
        Protocol = protocol,
        ClientPort = port == 0 ? 0 : NextPort(client),
        ServerPort = port,
        Outcome = outcome,
    };

    private TraceView AnyView() => Random.Below(6) switch { 0 => TraceView.EdgesOnly, 1 => TraceView.TwoPoints, _ => TraceView.EachOnce };
}
