using System.Text;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Reads flow.Layer7: 1 type, 2 latency_ns, and the oneof 100 dns, 101 http, 102 kafka. One object per L7 event; its
/// names and lists are shared.</summary>
internal sealed class L7Parser
{
    private const uint Bytes = WireType.LengthDelimited;
    private const uint NanosecondsPerTick = 100;

    private static ReadOnlySpan<byte> RequestId => "x-request-id"u8;

    /// <summary>Stands for a Layer7 without anything in it, which is the same as none.</summary>
    public static readonly L7Record Nothing = new OtherL7Record(L7Kind.Unknown, TimeSpan.Zero);

    private readonly TextTable _texts;
    private readonly NameListTable _lists;

    public L7Parser(TextTable texts, NameListTable lists)
    {
        _texts = texts;
        _lists = lists;
    }

    /// <summary>Null when the bytes are malformed.</summary>
    public L7Record? Read(ReadOnlySpan<byte> message)
    {
        uint type = 0;
        ulong latency = 0;
        var record = default(ReadOnlySpan<byte>);
        var recordNumber = 0u;
        var isInPieces = false;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: type = reader.ReadUInt32(); break;
                case (2 << 3) | WireType.Varint: latency = reader.ReadVarint(); break;
                case (100 << 3) | Bytes:
                case (101 << 3) | Bytes:
                case (102 << 3) | Bytes:
                    isInPieces |= recordNumber != 0;
                    recordNumber = tag >> 3;
                    record = reader.ReadBytes();
                    break;
                default: reader.Skip(tag); break;
            }
        }

        if (reader.IsMalformed)
        {
            return null;
        }

        if (isInPieces)
        {
            record = FlowMerge.Concatenate(message, recordNumber, [100, 101, 102]);
        }

        var kind = type <= (uint)L7Kind.Sample ? (L7Kind)type : L7Kind.Unknown;
        var span = TimeSpan.FromTicks((long)(latency / NanosecondsPerTick));
        return recordNumber switch
        {
            100 => ReadDns(record, kind, span),
            101 => ReadHttp(record, kind, span),
            0 when type == 0 && latency == 0 => Nothing,
            _ => new OtherL7Record(kind, span),
        };
    }

    /// <summary>flow.DNS: 1 query, 2 ips, 3 ttl, 4 cnames, 5 observation_source, 6 rcode, 7 qtypes.</summary>
    private DnsRecord? ReadDns(ReadOnlySpan<byte> message, L7Kind kind, TimeSpan latency)
    {
        uint ttl = 0, rcode = 0;
        ReadOnlySpan<byte> query = default, observationSource = default;
        var addresses = default(FieldRegion);
        var cnames = default(FieldRegion);
        var types = default(FieldRegion);
        var isBroken = false;
        var reader = new WireReader(message);
        for (var start = 0; reader.TryReadTag(out var tag); start = reader.Position)
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: query = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: addresses.Add(ref reader, start, ref isBroken); break;
                case (3 << 3) | WireType.Varint: ttl = reader.ReadUInt32(); break;
                case (4 << 3) | Bytes: cnames.Add(ref reader, start, ref isBroken); break;
                case (5 << 3) | Bytes: observationSource = reader.ReadBytes(); break;
                case (6 << 3) | WireType.Varint: rcode = reader.ReadUInt32(); break;
                case (7 << 3) | Bytes: types.Add(ref reader, start, ref isBroken); break;
                default: reader.Skip(tag); break;
            }
        }

        if (reader.IsMalformed)
        {
            return null;
        }

        if (isBroken)
        {
            return ReadDns(FlowMerge.NormalizeLists(message, [[2], [4], [7]]), kind, latency);
        }

        return new DnsRecord(
            kind,
            latency,
            _texts.Intern(query),
            rcode,
            ttl,
            _lists.ReadAddresses(addresses.In(message)),
            _lists.Get(cnames.In(message)),
            _lists.Get(types.In(message)),
            _texts.Intern(observationSource));
    }

    /// <summary>flow.HTTP: 1 code, 2 method, 3 url, 4 protocol, 5 headers (flow.HTTPHeader: 1 key, 2 value).</summary>
    private HttpRecord? ReadHttp(ReadOnlySpan<byte> message, L7Kind kind, TimeSpan latency)
    {
        uint code = 0;
        ReadOnlySpan<byte> method = default, url = default, protocol = default, requestId = default;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.Varint: code = reader.ReadUInt32(); break;
                case (2 << 3) | Bytes: method = reader.ReadBytes(); break;
                case (3 << 3) | Bytes: url = reader.ReadBytes(); break;
                case (4 << 3) | Bytes: protocol = reader.ReadBytes(); break;
                case (5 << 3) | Bytes:
                    if (!TryReadHeader(reader.ReadBytes(), ref requestId))
                    {
                        return null;
                    }

                    break;
                default: reader.Skip(tag); break;
            }
        }

        return reader.IsMalformed ? null : new HttpRecord(
            kind, latency, code, _texts.Intern(method), ReadUrl(url), _texts.Intern(protocol), _texts.Read(requestId));
    }

    /// <summary>Keeps the value of the last header <c>x-request-id</c>.</summary>
    private static bool TryReadHeader(ReadOnlySpan<byte> message, ref ReadOnlySpan<byte> requestId)
    {
        if (IsPlainOther(message))
        {
            return true;
        }

        ReadOnlySpan<byte> key = default, value = default;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: key = reader.ReadBytes(); break;
                case (2 << 3) | Bytes: value = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        if (Ascii.EqualsIgnoreCase(key, RequestId))
        {
            requestId = value;
        }

        return !reader.IsMalformed;
    }

    /// <summary>A request has many headers and one id: a header of the usual shape (short key, short value, nothing else) whose
    /// key has another length needs no reading.</summary>
    private static bool IsPlainOther(ReadOnlySpan<byte> header)
    {
        if (header.Length < 4 || header[0] != ((1 << 3) | Bytes) || header[1] >= 0x80 || header[1] == RequestId.Length)
        {
            return false;
        }

        var value = 2 + header[1];
        return value + 1 < header.Length
            && header[value] == ((2 << 3) | Bytes)
            && header[value + 1] < 0x80
            && value + 2 + header[value + 1] == header.Length;
    }

    private string ReadUrl(ReadOnlySpan<byte> url)
    {
        HttpUrl.Split(url, out var head, out var tail);
        return tail.IsEmpty ? _texts.Intern(head) : _texts.Intern([.. head, .. tail]);
    }
}
