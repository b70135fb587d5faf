using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Reads what a flow says about layers 3 and 4: flow.IP, flow.Layer4, flow.CiliumEventType, flow.TraceContext.
/// Every method answers false when the bytes are malformed.</summary>
internal static class NetworkFields
{
    private const uint Bytes = WireType.LengthDelimited;

    /// <summary>flow.IP: 1 source, 2 destination, 4 encrypted.</summary>
    public static bool TryReadIp(ReadOnlySpan<byte> ip, IpTextTable addresses, ref Flow flow)
    {
        var source = ReadOnlySpan<byte>.Empty;
        var destination = ReadOnlySpan<byte>.Empty;
        var encrypted = false;
        var reader = new WireReader(ip);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: source = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: destination = reader.ReadBytes(); break;
                case (4 << 3) | WireType.Varint: encrypted = reader.ReadBool(); break;
                default: reader.Skip(tag); break;
            }
        }

        flow.SourceIp = addresses.Read(source);
        flow.DestinationIp = addresses.Read(destination);
        flow.Encrypted = encrypted;
        return !reader.IsMalformed;
    }

    /// <summary>flow.Layer4, a oneof: 1 TCP, 2 UDP, 3 ICMPv4, 4 ICMPv6, 5 SCTP, 6 VRRP, 7 IGMP. The last kind wins; several of
    /// one kind in a row are merged.</summary>
    public static bool TryReadL4(ReadOnlySpan<byte> l4, ref Flow flow)
    {
        var ports = default(Ports);
        var current = 0u;
        var reader = new WireReader(l4);
        while (reader.TryReadTag(out var tag))
        {
            var number = tag >> 3;
            if (number > 7 || (tag & 7) != Bytes)
            {
                reader.Skip(tag);
                continue;
            }

            if (number != current)
            {
                ports = default;
                current = number;
            }

            if (!ports.TryRead(reader.ReadBytes(), hasFlags: number == 1))
            {
                return false;
            }
        }

        // VRRP and IGMP have other things in the places of the ports.
        flow.Protocol = current <= 5 ? ProtocolOf(current) : L4Protocol.Other;
        flow.SourcePort = current <= 5 && ports.Source <= ushort.MaxValue ? (ushort)ports.Source : (ushort)0;
        flow.DestinationPort = current <= 5 && ports.Destination <= ushort.MaxValue ? (ushort)ports.Destination : (ushort)0;
        flow.TcpFlags = ports.Flags;
        return !reader.IsMalformed;
    }

    /// <summary>flow.CiliumEventType: 1 type.</summary>
    public static bool TryReadEventType(ReadOnlySpan<byte> eventType, out byte type)
    {
        var value = 0u;
        var reader = new WireReader(eventType);
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((1 << 3) | WireType.Varint))
            {
                value = reader.ReadUInt32();
            }
            else
            {
                reader.Skip(tag);
            }
        }

        type = value <= byte.MaxValue ? (byte)value : (byte)0;
        return !reader.IsMalformed;
    }

    /// <summary>flow.TraceContext: 1 parent (flow.TraceParent: 1 trace_id).</summary>
    public static bool TryReadTraceId(ReadOnlySpan<byte> traceContext, ref ReadOnlySpan<byte> traceId, bool isParent = false)
    {
        var reader = new WireReader(traceContext);
        while (reader.TryReadTag(out var tag))
        {
            if (tag != ((1 << 3) | Bytes))
            {
                reader.Skip(tag);
            }
            else if (isParent)
            {
                traceId = reader.ReadBytes();
            }
            else if (!TryReadTraceId(reader.ReadBytes(), ref traceId, isParent: true))
            {
                return false;
            }
        }

        return !reader.IsMalformed;
    }

    private static L4Protocol ProtocolOf(uint number) => (L4Protocol)number;

    /// <summary>flow.TCP, UDP, SCTP: 1 source_port, 2 destination_port; flow.ICMPv4, ICMPv6: 1 type, 2 code.</summary>
    private struct Ports
    {
        public uint Source;
        public uint Destination;
        public TcpFlags Flags;

        public bool TryRead(ReadOnlySpan<byte> message, bool hasFlags)
        {
            var reader = new WireReader(message);
            while (reader.TryReadTag(out var tag))
            {
                switch (tag)
                {
                    case (1 << 3) | WireType.Varint: Source = reader.ReadUInt32(); break;
                    case (2 << 3) | WireType.Varint: Destination = reader.ReadUInt32(); break;
                    case (3 << 3) | Bytes when hasFlags:
                        if (!TryReadFlags(reader.ReadBytes()))
                        {
                            return false;
                        }

                        break;
                    default: reader.Skip(tag); break;
                }
            }

            return !reader.IsMalformed;
        }

        /// <summary>flow.TCPFlags: fields 1 (FIN) to 9 (NS), one bool each.</summary>
        private bool TryReadFlags(ReadOnlySpan<byte> message)
        {
            var reader = new WireReader(message);
            while (reader.TryReadTag(out var tag))
            {
                if (tag is >= (1 << 3) and <= (9 << 3) && (tag & 7) == WireType.Varint)
                {
                    var flag = (TcpFlags)(1 << ((int)(tag >> 3) - 1));
                    Flags = reader.ReadBool() ? Flags | flag : Flags & ~flag;
                }
                else
                {
                    reader.Skip(tag);
                }
            }

            return !reader.IsMalformed;
        }
    }
}
