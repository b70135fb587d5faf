using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Windsock.FlowCollector.Wire;

/// <summary>A 64-bit hash over all bytes of a key, for tables in memory only. Every byte counts: the endpoints of one
/// deployment differ in a few bytes in the middle.</summary>
internal static class ByteHash
{
    private const int BlockWords = 8;
    private const int BlockBytes = BlockWords * sizeof(ulong);

    // Odd numbers with about as many ones as zeros (digits of the golden ratio and of square roots).
    private const ulong First = 0x9E37_79B9_7F4A_7C15;
    private const ulong Second = 0xBB67_AE85_84CA_A73B;
    private const ulong Third = 0x3C6E_F372_FE94_F82B;
    private const ulong Fourth = 0xA54F_F53A_5F1D_36F1;

    /// <param name="seed">Chosen at random per table, so that nobody outside can aim at one of its rows.</param>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed) =>
        bytes.Length > BlockBytes ? OfLong(bytes, seed) : OfShort(bytes, seed);

    // Eight lanes of multiplications that do not wait for each other; the wide multiplication, which mixes both ways but takes
    // longer, only joins them.
    private static ulong OfLong(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var lanes = new Lanes(seed, bytes.Length);
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (var index = 0; index <= words.Length - BlockWords; index += BlockWords)
        {
            lanes.Add(words.Slice(index, BlockWords));
        }

        // The last block may overlap the one before it: one loop, one unpredictable end.
        lanes.Add(MemoryMarshal.Cast<byte, ulong>(bytes[^BlockBytes..]));
        return lanes.Join();
    }

    private static ulong OfShort(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var a = seed ^ (uint)bytes.Length;
        while (bytes.Length > 16)
        {
            a = Fold(Word(bytes) ^ First, Word(bytes[8..]) ^ a);
            bytes = bytes[16..];
        }

        // The last 1 to 16 bytes as two words that may overlap.
        var (low, high) = bytes.Length switch
        {
            >= 8 => (Word(bytes), Word(bytes[^8..])),
            >= 4 => (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..])),
            > 0 => ((ulong)bytes[0] | ((ulong)bytes[bytes.Length / 2] << 8), bytes[^1]),
            _ => (0UL, 0UL),
        };
        return Fold(a ^ low ^ Third, high ^ seed ^ Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong x, ulong y)
    {
        var high = Math.BigMul(x, y, out var low);
        return high ^ low;
    }

    private struct Lanes
    {
        private ulong _a;
        private ulong _b;
        private ulong _c;
        private ulong _d;
        private ulong _e;
        private ulong _f;
        private ulong _g;
        private ulong _h;

        public Lanes(ulong seed, int length)
        {
            _a = seed ^ (uint)length;
            _b = seed + First;
            _c = seed ^ Second;
            _d = seed - Third;
            _e = ~seed;
            _f = ~_b;
            _g = ~_c;
            _h = ~_d;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ReadOnlySpan<ulong> block)
        {
            _a = Step(_a, block[0]);
            _b = Step(_b, block[1]);
            _c = Step(_c, block[2]);
            _d = Step(_d, block[3]);
            _e = Step(_e, block[4]);
            _f = Step(_f, block[5]);
            _g = Step(_g, block[6]);
            _h = Step(_h, block[7]);
        }

        public readonly ulong Join() =>
            Fold(Fold(_a ^ First, _b) ^ Fold(_c ^ Second, _d), Fold(_e ^ Third, _f) ^ Fold(_g ^ Fourth, _h));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ulong Step(ulong lane, ulong word) => (BitOperations.RotateLeft(lane, 23) ^ word) * First;
    }
}
