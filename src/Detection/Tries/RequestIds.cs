using System.Buffers.Binary;
using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries;

/// <summary>Ids of requests and traces as people write them, and back.</summary>
internal static class RequestIds
{
    public static bool TryParse(string text, out FlowId id)
    {
        id = default;
        if (!Guid.TryParse(text, out var parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, bigEndian: true, out _);
        id = new FlowId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        return !id.IsNone;
    }

    /// <summary>As a UUID; empty for none.</summary>
    public static string ToRequestText(FlowId id)
    {
        var trace = ToTraceText(id);
        return trace.Length == 0 ? "" : $"{trace[..8]}-{trace[8..12]}-{trace[12..16]}-{trace[16..20]}-{trace[20..]}";
    }

    /// <summary>32 hex digits; empty for none.</summary>
    public static string ToTraceText(FlowId id) => id.IsNone ? "" : string.Create(CultureInfo.InvariantCulture, $"{id.High:x16}{id.Low:x16}");
}
