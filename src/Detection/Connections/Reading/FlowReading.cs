using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Reading;

/// <summary>Who opened the connection, as one flow event tells it.</summary>
internal enum Orientation : byte { Unclear, SourceIsClient, DestinationIsClient }

/// <summary>What one flow event alone says: pure, no table.</summary>
internal static class FlowReading
{
    /// <summary>Linux takes the ports of clients from here on.</summary>
    private const int FirstEphemeralPort = 32_768;

    private const int FirstUnprivilegedPort = 1_024;

    private const byte DropEvent = 1;
    private const byte TraceEvent = 4;
    private const byte VerdictEvent = 5;
    private const byte SocketEvent = 7;
    private const byte L7Event = 129;

    /// <summary>Reads the signs of a flow; they mean nothing unless the answer is <see cref="FlowUse.Tracked"/>.</summary>
    public static FlowUse Read(in Flow flow, out Signs signs)
    {
        signs = Signs.None;
        if (flow.Type == FlowType.Socket || flow.EventType == SocketEvent || flow.Verdict is Verdict.Traced or Verdict.Translated)
        {
            return FlowUse.Socket;
        }

        if (flow.EventType is not (0 or DropEvent or TraceEvent or VerdictEvent or L7Event))
        {
            return FlowUse.OtherEvent;
        }

        if (flow.ObservationPoint == ObservationPoint.FromProxy)
        {
            return FlowUse.ProxyLeg;
        }

        if (flow.SourceIp.IsNone || flow.DestinationIp.IsNone)
        {
            return FlowUse.OtherProtocol;
        }

        var use = flow.Protocol switch
        {
            L4Protocol.Tcp => ReadTcp(flow, out signs),
            L4Protocol.Udp or L4Protocol.Sctp => ReadDatagram(flow, out signs),
            L4Protocol.Icmp or L4Protocol.IcmpV6 => ReadIcmp(flow, out signs),
            _ => FlowUse.OtherProtocol,
        };
        signs |= flow.Verdict == Verdict.Audit ? Signs.Audited : Signs.None;
        return use;
    }

    /// <summary>Flags of the handshake decide before connection tracking does: that takes the first packet it sees for a request.</summary>
    public static Orientation Orient(in Flow flow, Signs signs) => flow.Protocol switch
    {
        L4Protocol.Tcp when (flow.TcpFlags & TcpFlags.Syn) != 0 =>
            (flow.TcpFlags & TcpFlags.Ack) == 0 ? Orientation.SourceIsClient : Orientation.DestinationIsClient,
        L4Protocol.Icmp or L4Protocol.IcmpV6 =>
            (signs & Signs.Opening) != 0 ? Orientation.SourceIsClient : Orientation.DestinationIsClient,
        _ => flow.Reply switch
        {
            ReplyState.Request => Orientation.SourceIsClient,
            ReplyState.Reply => Orientation.DestinationIsClient,
            _ => Orientation.Unclear,
        },
    };

    /// <summary>The last resort when connection tracking did not say and nothing is known of the connection: servers have the low
    /// ports. A lone datagram is most likely a request; a lone TCP packet could be either.</summary>
    public static Orientation OrientByPorts(in Flow flow)
    {
        var source = Rank(flow.SourcePort);
        var destination = Rank(flow.DestinationPort);
        return source > destination ? Orientation.SourceIsClient
            : source < destination ? Orientation.DestinationIsClient
            : flow.Protocol == L4Protocol.Tcp ? Orientation.Unclear
            : Orientation.SourceIsClient;
    }

    /// <summary>Where an event was seen: node, kind of event, observation point and direction.</summary>
    public static ushort PlaceOf(in Flow flow) =>
        unchecked((ushort)HashCode.Combine(flow.NodeName, flow.EventType, flow.ObservationPoint, flow.Direction));

    private static int Rank(ushort port) => port >= FirstEphemeralPort ? 2 : port >= FirstUnprivilegedPort ? 1 : 0;

    private static FlowUse ReadTcp(in Flow flow, out Signs signs)
    {
        var flags = flow.TcpFlags;
        var isOpening = (flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn;
        signs = Signs.None;
        if (IsL7(flow))
        {
            signs = Signs.Midstream;
        }
        else if (IsDrop(flow))
        {
            if ((flags & TcpFlags.Syn) == 0)
            {
                return FlowUse.DroppedMidway;
            }

            signs = isOpening ? Signs.Denied | Signs.Opening : Signs.Denied;
        }
        else if ((flags & TcpFlags.Rst) != 0)
        {
            signs = Signs.Rst;
        }
        else if ((flags & TcpFlags.Syn) != 0)
        {
            signs = isOpening ? Signs.Opening : Signs.Answer;
        }
        else if (flags != TcpFlags.None)
        {
            signs = (flags & TcpFlags.Fin) != 0 ? Signs.Midstream | Signs.Fin : Signs.Midstream;
        }
        else if (flow.TraceReason is TraceReason.Established or TraceReason.Reply)
        {
            signs = Signs.Midstream;
        }
        else
        {
            return flow.Verdict == Verdict.Audit ? FlowUse.Tracked : FlowUse.OtherEvent;
        }

        return FlowUse.Tracked;
    }

    private static FlowUse ReadDatagram(in Flow flow, out Signs signs)
    {
        // Whether it opens or answers follows from its direction, which the table may have to tell.
        signs = IsDrop(flow) ? Signs.Denied : Signs.None;
        return FlowUse.Tracked;
    }

    private static FlowUse ReadIcmp(in Flow flow, out Signs signs)
    {
        signs = (flow.Protocol, Type: flow.SourcePort, Code: flow.DestinationPort) switch
        {
            (L4Protocol.Icmp, 8, _) or (L4Protocol.IcmpV6, 128, _) => Signs.Opening,
            (L4Protocol.Icmp, 0, _) or (L4Protocol.IcmpV6, 129, _) => Signs.Answer,

            // Code 4 asks for smaller packets and is no refusal; for IPv6 that is a type of its own.
            (L4Protocol.Icmp, 3, not 4) or (L4Protocol.IcmpV6, 1, _) when !IsDrop(flow) => Signs.Unreachable,
            _ => Signs.None,
        };
        if (signs == Signs.None)
        {
            return FlowUse.OtherIcmp;
        }

        signs = IsDrop(flow) ? (signs & Signs.Opening) | Signs.Denied : signs;
        return FlowUse.Tracked;
    }

    private static bool IsL7(in Flow flow) => flow.Type == FlowType.L7 || flow.EventType == L7Event;

    /// <summary>Handed to the proxy or answered by Cilium itself is reported as a drop, and is none.</summary>
    private static bool IsDrop(in Flow flow) => (flow.Verdict == Verdict.Dropped || flow.EventType == DropEvent) && !IsL7(flow)
        && flow.DropReason is not (DropReason.IgmpHandled or DropReason.IgmpSubscribed or DropReason.MulticastHandled or DropReason.DropPuntProxy);
}
