using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Wire;

/// <summary>Turns the text of a uuid (<c>flow.Flow.uuid</c>, <c>x-request-id</c>) into 128 bits.</summary>
internal static class UuidText
{
    private const int CanonicalLength = 36;

    /// <summary>The canonical form (8-4-4-4-12 hexadecimal digits) gives its bits; no text gives none; any other text, and
    /// the all-zero uuid, gives a hash of the text, so that equal texts stay equal and different ones differ.</summary>
    public static FlowId Read(ReadOnlySpan<byte> text)
    {
        if (text.Length == CanonicalLength && TryReadCanonical(text, out var id) && !id.IsNone)
        {
            return id;
        }

        return text.IsEmpty ? default : HashOf(text);
    }

    /// <summary>The bits of the canonical form; false for any other text, and for the all-zero uuid.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out FlowId id)
    {
        id = default;
        return text.Length == CanonicalLength && TryReadCanonical(text, out id) && !id.IsNone;
    }

    private static bool TryReadCanonical(ReadOnlySpan<byte> text, out FlowId id)
    {
        id = default;
        if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
        {
            return false;
        }

        var digits = Vector256.Create(
            BinaryPrimitives.ReadUInt64LittleEndian(text),
            BinaryPrimitives.ReadUInt32LittleEndian(text[9..]) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[14..]) << 32),
            BinaryPrimitives.ReadUInt32LittleEndian(text[19..]) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[24..]) << 32),
            BinaryPrimitives.ReadUInt64LittleEndian(text[28..])).AsByte();

        var decimals = digits - Vector256.Create((byte)'0');
        var letters = (digits | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a');
        var isDecimal = Vector256.LessThan(decimals, Vector256.Create((byte)10));
        var isLetter = Vector256.LessThan(letters, Vector256.Create((byte)6));
        if ((isDecimal | isLetter) != Vector256<byte>.AllBitsSet)
        {
            return false;
        }

        // Two digits make a byte: the first of each pair is the low byte of a 16-bit lane.
        var values = Vector256.ConditionalSelect(isDecimal, decimals, letters + Vector256.Create((byte)10)).AsUInt16();
        var pairs = ((values << 4) | (values >> 8)) & Vector256.Create((ushort)0xFF);
        var bytes = Vector128.Narrow(pairs.GetLower(), pairs.GetUpper()).AsUInt64();
        id = new FlowId(BinaryPrimitives.ReverseEndianness(bytes[0]), BinaryPrimitives.ReverseEndianness(bytes[1]));
        return true;
    }

    private static FlowId HashOf(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new FlowId(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]) | 1);
    }
}
