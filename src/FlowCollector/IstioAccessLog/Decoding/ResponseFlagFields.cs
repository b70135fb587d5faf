using Windsock.FlowCollector.Wire;
using Windsock.Model.Calls;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Reads envoy.data.accesslog.v3.ResponseFlags: fields 1 to 28, one bool each, but 13 a message with 1 reason.</summary>
internal static class ResponseFlagFields
{
    private const uint Last = 28;
    private const uint Unauthorized = 13;
    private const uint ExternalService = 1;

    /// <summary>Newer flags than those of the public list are passed over.</summary>
    /// <returns>False when the bytes are malformed.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out ResponseFlags flags)
    {
        flags = ResponseFlags.None;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            var number = tag >> 3;
            if (number == Unauthorized && (tag & 7) == WireType.LengthDelimited)
            {
                flags |= ReadReason(ref reader) == ExternalService ? ResponseFlags.UnauthorizedExternalService : ResponseFlags.None;
            }
            else if (number is <= Last and not Unauthorized && (tag & 7) == WireType.Varint)
            {
                var flag = (ResponseFlags)(1u << (int)(number - 1));
                flags = reader.ReadBool() ? flags | flag : flags & ~flag;
            }
            else
            {
                reader.Skip(tag);
            }
        }

        return !reader.IsMalformed;
    }

    private static uint ReadReason(ref WireReader outer)
    {
        uint reason = 0;
        var reader = new WireReader(outer.ReadBytes());
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((1 << 3) | WireType.Varint))
            {
                reason = reader.ReadUInt32();
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

        return reason;
    }
}
