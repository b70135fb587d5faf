using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>One entry of a protobuf map: 1 key, 2 value, both length-delimited.</summary>
internal static class MapEntry
{
    /// <summary>False when the bytes are malformed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = default;
        value = default;
        var reader = new WireReader(entry);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case (1 << 3) | WireType.LengthDelimited: key = reader.ReadBytes(); break;
                case (2 << 3) | WireType.LengthDelimited: value = reader.ReadBytes(); break;
                default: reader.Skip(tag); break;
            }
        }

        return !reader.IsMalformed;
    }
}
