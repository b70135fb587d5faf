using System.Buffers.Text;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>One end of a connection as envoy.config.core.v3.Address tells it.</summary>
/// <param name="Ip">None when there is no IP address in it: a pipe, a name, nothing.</param>
/// <param name="IsInternal">The connection does not leave the proxy: it enters or leaves a tunnel there. The address is that of the
/// pod at the other end of the tunnel, if it is told.</param>
internal readonly record struct AddressField(IpAddress Ip, ushort Port, bool IsInternal)
{
    private const uint Bytes = WireType.LengthDelimited;

    /// <summary>Address, a oneof: 1 socket_address, 2 pipe, 3 envoy_internal_address. The last member counts.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, IpTextTable texts, out AddressField address)
    {
        address = default;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            var isRead = true;
            switch (tag)
            {
                case (1 << 3) | Bytes: isRead = TryReadSocket(reader.ReadBytes(), texts, out address); break;
                case (2 << 3) | Bytes: reader.ReadBytes(); address = default; break;
                case (3 << 3) | Bytes: isRead = TryReadInternal(reader.ReadBytes(), texts, out address); break;
                default: reader.Skip(tag); break;
            }

            if (!isRead)
            {
                return false;
            }
        }

        return !reader.IsMalformed;
    }

    /// <summary>SocketAddress: 2 address, 3 port_value or 4 named_port.</summary>
    private static bool TryReadSocket(ReadOnlySpan<byte> message, IpTextTable texts, out AddressField address)
    {
        ReadOnlySpan<byte> text = default;
        uint port = 0;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (2 << 3) | Bytes: text = reader.ReadBytes(); break;
                case (3 << 3) | WireType.Varint: port = reader.ReadUInt32(); break;
                case (4 << 3) | Bytes: reader.ReadBytes(); port = 0; break;
                default: reader.Skip(tag); break;
            }
        }

        // A port of nowhere is no port.
        var ip = texts.Read(text);
        address = ip.IsNone ? default : new AddressField(ip, port <= ushort.MaxValue ? (ushort)port : (ushort)0, false);
        return !reader.IsMalformed;
    }

    /// <summary>EnvoyInternalAddress: 2 endpoint_id, by Istio the address and port behind the tunnel.</summary>
    private static bool TryReadInternal(ReadOnlySpan<byte> message, IpTextTable texts, out AddressField address)
    {
        ReadOnlySpan<byte> endpoint = default;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((2 << 3) | Bytes))
            {
                endpoint = reader.ReadBytes();
            }
            else
            {
                reader.Skip(tag);
            }
        }

        address = ReadEndpoint(endpoint, texts) with { IsInternal = true };
        return !reader.IsMalformed;
    }

    /// <summary><c>10.0.0.1:80</c> or <c>[::1]:80</c>; none for anything else.</summary>
    private static AddressField ReadEndpoint(ReadOnlySpan<byte> text, IpTextTable texts)
    {
        var colon = text.LastIndexOf((byte)':');
        if (colon <= 0 || !Utf8Parser.TryParse(text[(colon + 1)..], out ushort port, out var length) || length != text.Length - colon - 1)
        {
            return default;
        }

        var host = text[..colon];
        host = host.Length > 2 && host[0] == '[' && host[^1] == ']' ? host[1..^1] : host;
        var ip = texts.Read(host);
        return ip.IsNone ? default : new AddressField(ip, port, false);
    }
}
