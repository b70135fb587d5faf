using System.Text;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>What is read of envoy.data.accesslog.v3.HTTPRequestProperties and HTTPResponseProperties. Paths, user agents and headers
/// other than those of tracing are passed over: they may hold secrets.</summary>
internal ref struct HttpFields
{
    private const uint Bytes = WireType.LengthDelimited;

    public ReadOnlySpan<byte> Authority;
    public ReadOnlySpan<byte> RequestId;
    public ReadOnlySpan<byte> Details;
    public FlowId TraceId;
    public ulong RequestBytes;
    public ulong ResponseBytes;
    public uint Method;
    public uint Code;

    /// <summary>1 request_method, 3 authority, 9 request_id, 11 request_headers_bytes, 12 request_body_bytes, 13 request_headers.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public bool TryReadRequest(ReadOnlySpan<byte> message)
    {
        ulong headers = 0, body = 0;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: Method = reader.ReadUInt32(); break;
                case (3 << 3) | Bytes: Authority = reader.ReadBytes(); break;
                case (9 << 3) | Bytes: RequestId = reader.ReadBytes(); break;
                case (11 << 3) | WireType.Varint: headers = reader.ReadVarint(); break;
                case (12 << 3) | WireType.Varint: body = reader.ReadVarint(); break;
                case (13 << 3) | Bytes: ReadHeader(ref reader); break;
                default: reader.Skip(tag); break;
            }
        }

        RequestBytes = Sum(headers, body);
        return !reader.IsMalformed;
    }

    /// <summary>1 response_code (UInt32Value), 2 response_headers_bytes, 3 response_body_bytes, 6 response_code_details.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public bool TryReadResponse(ReadOnlySpan<byte> message)
    {
        ulong headers = 0, body = 0;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: ReadCode(ref reader); break;
                case (2 << 3) | WireType.Varint: headers = reader.ReadVarint(); break;
                case (3 << 3) | WireType.Varint: body = reader.ReadVarint(); break;
                case (6 << 3) | Bytes: Details = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        ResponseBytes = Sum(headers, body);
        return !reader.IsMalformed;
    }

    private void ReadCode(scoped ref WireReader outer)
    {
        var reader = new WireReader(outer.ReadBytes());
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((1 << 3) | WireType.Varint))
            {
                Code = reader.ReadUInt32();
            }
            else
            {
                reader.Skip(tag);
            }
        }

        if (reader.IsMalformed)
        {
            outer.Fail();
        }
    }

    private void ReadHeader(scoped ref WireReader outer)
    {
        if (!MapEntry.TryRead(outer.ReadBytes(), out var key, out var value))
        {
            outer.Fail();
        }
        else if (key.Length == 11 && Ascii.EqualsIgnoreCase(key, "traceparent"u8))
        {
            // 00-<32 hex digits>-<16 hex digits>-<2 hex digits>
            TraceId = value.Length >= 36 && value[2] == '-' && value[35] == '-' ? HexId.Read(value.Slice(3, 32)) : default;
        }
        else if (TraceId.IsNone && key.Length == 12 && Ascii.EqualsIgnoreCase(key, "x-b3-traceid"u8))
        {
            TraceId = HexId.Read(value);
        }
    }

    private static ulong Sum(ulong headers, ulong body) => headers + body < headers ? ulong.MaxValue : headers + body;
}
