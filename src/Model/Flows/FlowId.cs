using System.Buffers.Binary;
using System.Globalization;

namespace Windsock.Model.Flows;

/// <summary>128 bits by which something is known again: a flow by its <c>uuid</c>, a request by its <c>x-request-id</c>, a trace. Hubble
/// before 1.14 sends none: then <c>default</c>, and the source that needs to recognise the flow again derives an id from its bytes.</summary>
public readonly record struct FlowId(ulong High, ulong Low)
{
    public bool IsNone => High == 0 && Low == 0;

    /// <summary>Reads a UUID as people write it; false for anything else, and for that of zeros, which means none.</summary>
    public static bool TryParseUuid(string text, out FlowId id)
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

    /// <summary>32 hex digits in lower case, as traces are written; empty for none.</summary>
    public string ToHex() => IsNone ? "" : string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");

    /// <summary>As requests are written, in lower case; empty for none.</summary>
    public string ToUuid() => ToHex() is { Length: > 0 } hex ? $"{hex[..8]}-{hex[8..12]}-{hex[12..16]}-{hex[16..20]}-{hex[20..]}" : "";
}
