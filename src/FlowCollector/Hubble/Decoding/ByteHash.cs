using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>A 64-bit hash over all bytes of a key, for tables in memory only. Every byte counts: the endpoints of one
/// deployment differ in a few bytes in the middle. Folded 128-bit multiplication, two independent lanes of 16 bytes.</summary>
internal static class ByteHash
{
    // Odd numbers with about as many ones as zeros (digits of the golden ratio and of square roots).
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0xBB67_AE85_84CA_A73B;
    private const ulong Third = 0x3C6E_F372_FE94_F82B;

    /// <param name="seed">Chosen at random per table, so that nobody outside can aim at one of its rows.</param>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var rest = bytes;
        var left = seed ^ (uint)bytes.Length;
        var right = seed + Third;
        while (rest.Length > 32)
        {
            left = Fold(Word(rest) ^ First, Word(rest[8..]) ^ left);
            right = Fold(Word(rest[16..]) ^ Second, Word(rest[24..]) ^ right);
            rest = rest[32..];
        }

        // The last 1 to 32 bytes; two words that may overlap stand for up to 16 of them.
        if (rest.Length > 16)
        {
            left = Fold(Word(rest) ^ First, Word(rest[8..]) ^ left);
            rest = rest[^16..];
        }

        var (low, high) = rest.Length switch
        {
            >= 8 => (Word(rest), Word(rest[^8..])),
            >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(rest), BinaryPrimitives.ReadUInt32LittleEndian(rest[^4..])),
            > 0 => ((ulong)rest[0] | ((ulong)rest[rest.Length / 2] << 8), rest[^1]),
            _ => (0UL, 0UL),
        };
        return Fold(left ^ low ^ First, right ^ high ^ Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
