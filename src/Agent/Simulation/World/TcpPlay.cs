using System.Collections.Immutable;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>One TCP connection while a conversation plays it, packet by packet.</summary>
internal sealed class TcpPlay(Conversation talk, FlowEnd client, FlowEnd server, int port, TraceView view)
{
    private readonly SimulatedConnection _connection = new()
    {
        Client = client,
        Server = server,
        Protocol = L4Protocol.Tcp,
        ClientPort = talk.NextPort(client),
        ServerPort = port,
        Outcome = ConnectionOutcome.Timeout,
    };

    public SimulatedConnection Connection => _connection;

    /// <summary>SYN, SYN-ACK, ACK.</summary>
    /// <param name="roundTrip">Seconds from a packet to its answer; 0 for the least there is.</param>
    public TcpPlay Open(double roundTrip = 0)
    {
        Syn();
        talk.Wait(roundTrip);
        _connection.Outcome = ConnectionOutcome.Established;
        Show(Answer(TcpFlags.Syn | TcpFlags.Ack), isEdge: false);
        Show(Request(TcpFlags.Ack) with { TraceReason = TraceReason.Established }, isEdge: false);
        return this;
    }

    public TcpPlay Syn()
    {
        Show(Request(TcpFlags.Syn) with { TraceReason = TraceReason.New });
        return this;
    }

    /// <summary>Both sides close in order.</summary>
    public void Close(double roundTrip = 0)
    {
        Show(Request(TcpFlags.Fin | TcpFlags.Ack) with { TraceReason = TraceReason.Established });
        talk.Wait(roundTrip);
        Show(Answer(TcpFlags.Fin | TcpFlags.Ack));
    }

    /// <summary>Bytes that are acknowledged.</summary>
    public TcpPlay Send(double roundTrip = 0)
    {
        Show(Request(TcpFlags.Psh | TcpFlags.Ack) with { TraceReason = TraceReason.Established }, isEdge: false);
        talk.Wait(roundTrip);
        Show(Answer(TcpFlags.Ack), isEdge: false);
        return this;
    }

    /// <summary>The server answers with RST: to a SYN nobody listens, later it breaks off.</summary>
    public void ResetByServer()
    {
        _connection.Outcome = _connection.Outcome == ConnectionOutcome.Established ? ConnectionOutcome.Reset : ConnectionOutcome.Refused;
        Show(Answer(TcpFlags.Rst | TcpFlags.Ack));
    }

    /// <summary>One HTTP request and its response, seen by the L7 proxy.</summary>
    public TcpPlay Request(string method, string url, int code) => Request(method, url, code, talk.Random.NextGuid());

    /// <inheritdoc cref="Request(string, string, int)"/>
    public TcpPlay Request(string method, string url, int code, Guid requestId) =>
        Request(method, url, code, requestId, talk.Random.OneIn(2) ? talk.Random.Hex(32) : "");

    /// <inheritdoc cref="Request(string, string, int)"/>
    /// <param name="trace">Id that the client gave it, 32 hex digits; empty for none.</param>
    public TcpPlay Request(string method, string url, int code, Guid requestId, string trace)
    {
        var id = requestId.ToString();
        var request = Request(TcpFlags.None) with
        {
            Type = FlowType.L7,
            EventType = 129,
            TraceId = trace,
            L7 = new SimulatedHttp(L7Kind.Request, TimeSpan.Zero, 0, method, url, id),
        };
        talk.Emit(request, _connection);
        var latency = TimeSpan.FromMicroseconds(talk.Random.Between(800, code >= 500 ? 900_000 : 90_000));
        talk.Emit(Conversation.Answer(request) with { L7 = new SimulatedHttp(L7Kind.Response, latency, code, method, url, id) }, _connection);
        return this;
    }

    /// <summary>A SYN that the datapath drops; Hubble cannot say whether it was a reply.</summary>
    /// <param name="droppedAt">Ingress: the server's own policy or endpoint, after the packet has left the client.</param>
    public TcpPlay Drop(DropReason reason, TrafficDirection droppedAt = TrafficDirection.Egress, params ImmutableArray<PolicyName> policies)
    {
        (_connection.Outcome, _connection.DroppedAt) = (ConnectionOutcome.Denied, droppedAt);
        if (droppedAt == TrafficDirection.Ingress)
        {
            Show(Request(TcpFlags.Syn) with { TraceReason = TraceReason.New });
        }

        talk.Emit(Dropped(reason, droppedAt, policies), _connection);
        return this;
    }

    /// <summary>The policy verdict event that goes with the first dropped packet.</summary>
    public TcpPlay Verdict(DropReason reason, TrafficDirection droppedAt, params ImmutableArray<PolicyName> policies)
    {
        talk.Emit(Dropped(reason, droppedAt, policies) with { EventType = 5 }, _connection);
        return this;
    }

    /// <summary>A policy verdict that lets the SYN pass: allowed, sent to the proxy, or only noted.</summary>
    public TcpPlay Judge(Verdict verdict, PolicyName policy)
    {
        talk.Emit(Request(TcpFlags.Syn) with { Verdict = verdict, EventType = 5, EgressAllowedBy = [policy] }, _connection);
        return this;
    }

    public TcpPlay Wait(double seconds)
    {
        talk.Wait(seconds);
        return this;
    }

    private SimulatedFlow Dropped(DropReason reason, TrafficDirection droppedAt, ImmutableArray<PolicyName> policies)
    {
        var isIngress = droppedAt == TrafficDirection.Ingress;
        return Request(TcpFlags.Syn) with
        {
            Verdict = Model.Flows.Verdict.Dropped,
            DropReason = reason,
            EventType = 1,
            IsReply = null,
            Direction = droppedAt,
            ObservationPoint = ObservationPoint.Unknown,
            EgressDeniedBy = isIngress ? [] : policies,
            IngressDeniedBy = isIngress ? policies : [],
        };
    }

    private SimulatedFlow Request(TcpFlags flags) => talk.Request(client, server, _connection.ClientPort, port) with { TcpFlags = flags };

    private SimulatedFlow Answer(TcpFlags flags) => Conversation.Answer(Request(flags));

    private void Show(SimulatedFlow packet, bool isEdge = true)
    {
        if (view == TraceView.EdgesOnly && !isEdge)
        {
            return;
        }

        talk.Emit(packet, _connection);
        if (view == TraceView.TwoPoints)
        {
            talk.Emit(ElsewhereSeen(packet), _connection);
        }
    }

    /// <summary>The same packet at the other local endpoint, where there is one; else where it entered or left the node's stack.</summary>
    private SimulatedFlow ElsewhereSeen(SimulatedFlow packet)
    {
        var isReply = packet.IsReply == true;
        var bothLocal = client.EndpointId != 0 && server.EndpointId != 0;
        return bothLocal
            ? packet with { Direction = TrafficDirection.Ingress, ObservationPoint = isReply ? ObservationPoint.FromEndpoint : ObservationPoint.ToEndpoint }
            : packet with { ObservationPoint = isReply ? ObservationPoint.FromStack : ObservationPoint.ToStack };
    }
}
