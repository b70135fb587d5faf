using System.Buffers.Binary;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Wire;

/// <summary>The addresses read lately, so that the same text is not read again: a node sees the same addresses all day.
/// One place per hash, 32 KiB in all; a newer address takes the place.</summary>
internal sealed class IpTextTable
{
    private const int PlacesLog2 = 10;
    private const int MinLength = 8;
    private const int MaxLength = 15;

    private readonly Entry[] _entries = new Entry[1 << PlacesLog2];

    public IpAddress Read(ReadOnlySpan<byte> text)
    {
        if (text.Length is < MinLength or > MaxLength)
        {
            return IpText.Read(text);
        }

        // All characters, and their number in the last byte, which no text of 15 reaches.
        var head = BinaryPrimitives.ReadUInt64LittleEndian(text);
        var tail = BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]) >> (8 * (16 - text.Length) & 63);
        tail = (text.Length == MinLength ? 0 : tail) | ((ulong)text.Length << 56);
        ref var entry = ref _entries[(int)(((head * 0x9E37_79B9_7F4A_7C15) ^ (tail * 0xC2B2_AE3D_27D4_EB4F)) >> (64 - PlacesLog2))];
        if (entry.Head != head || entry.Tail != tail)
        {
            entry = new Entry { Head = head, Tail = tail, Address = IpText.Read(text) };
        }

        return entry.Address;
    }

    private struct Entry
    {
        public ulong Head;
        public ulong Tail;
        public IpAddress Address;
    }
}
