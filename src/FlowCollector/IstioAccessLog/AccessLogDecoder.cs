using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.IstioAccessLog.Decoding;
using Windsock.FlowCollector.Wire;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.IstioAccessLog;

/// <summary>Decodes envoy.service.accesslog.v3.StreamAccessLogsMessage without an object per entry. Single-threaded; remembers names
/// and peers, not streams: whose entries they are is told with each message.</summary>
internal sealed class AccessLogDecoder
{
    private const uint Bytes = WireType.LengthDelimited;

    private readonly MeshWords _words = new();
    private readonly IdentifierReader _identifiers;
    private readonly EntryReader _entries;

    public AccessLogDecoder()
    {
        _identifiers = new IdentifierReader(_words);
        _entries = new EntryReader(_words);
    }

    /// <summary>Finds the parts of a message: 1 identifier, 2 http_logs or 3 tcp_logs.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out AccessLogMessage parts)
    {
        parts = default;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | Bytes: parts.SetIdentifier(reader.ReadBytes()); break;
                case (2 << 3) | Bytes: parts.SetLogs(reader.ReadBytes(), isTcp: false); break;
                case (3 << 3) | Bytes: parts.SetLogs(reader.ReadBytes(), isTcp: true); break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed && !parts.IsInPieces;
    }

    /// <returns>False when the identifier is malformed.</returns>
    public bool TryReadIdentifier(ReadOnlySpan<byte> identifier, out ReportingProxy proxy, out string logName) =>
        _identifiers.TryRead(identifier, out proxy, out logName);

    /// <summary>Hands over the calls of a message's entries. An entry that cannot be read is counted; those around it are not lost.</summary>
    /// <returns>False when it cannot be told where entries begin: the rest of them is lost, and how many is not known.</returns>
    public bool Decode(in AccessLogMessage parts, ReportingProxy proxy, CallOutput output)
    {
        var reader = new WireReader(parts.Logs);
        while (reader.TryReadTag(out var tag))
        {
            if (tag != ((1 << 3) | Bytes))
            {
                reader.Skip(tag);
                continue;
            }

            var entry = reader.ReadBytes();
            if (reader.IsMalformed)
            {
                break;
            }

            ref var call = ref output.Next();
            if (parts.IsTcp ? _entries.TryReadTcp(entry, proxy, ref call) : _entries.TryReadHttp(entry, proxy, ref call))
            {
                output.Keep();
            }
            else
            {
                output.Refuse(CallFailure.Malformed);
            }
        }

        output.Flush();
        return !reader.IsMalformed;
    }

    /// <summary>Entries of a message that nobody may read, counted without reading them.</summary>
    public static int CountEntries(in AccessLogMessage parts)
    {
        var count = 0;
        var reader = new WireReader(parts.Logs);
        while (reader.TryReadTag(out var tag))
        {
            count += tag == ((1 << 3) | Bytes) ? 1 : 0;
            reader.Skip(tag);
        }

        return count;
    }
}
