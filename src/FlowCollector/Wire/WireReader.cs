using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Windsock.FlowCollector.Wire;

/// <summary>Reads one protobuf message field by field from its bytes, without allocating and without exceptions.
/// <para>Use: <c>while (reader.TryReadTag(out var tag)) { switch (tag) { case ...: reader.ReadX(); break; default: reader.Skip(tag); break; } }</c>
/// and look at <see cref="IsMalformed"/> after the loop. After a failure every read answers zero or nothing and the loop ends.</para>
/// <para>Where the encoding guide leaves room it does what Google.Protobuf does: a varint has at most ten bytes, numbers and
/// lengths of 32 bits take the low 32 bits, a known field with another wire type counts as unknown.</para></summary>
internal ref struct WireReader
{
    /// <summary>Groups inside groups that are followed while skipping; as Google.Protobuf's recursion limit.</summary>
    private const int MaxGroupDepth = 100;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    // Beyond the length of any span: every later read sees that there is nothing left.
    private const int MalformedPosition = int.MaxValue;

    public WireReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>True once something could not be read.</summary>
    public readonly bool IsMalformed => _position == MalformedPosition;

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>The next field's number and wire type in one number; false at the end of the message and after a failure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadTag(out uint tag)
    {
        var position = _position;
        if ((uint)position >= (uint)_bytes.Length)
        {
            tag = 0;
            return false;
        }

        // One byte for the fields 1 to 15, two for those up to 2047.
        uint first = _bytes[position];
        if (first < 0x80)
        {
            tag = first;
            _position = position + 1;
        }
        else if ((uint)(position + 1) < (uint)_bytes.Length && _bytes[position + 1] < 0x80)
        {
            tag = (first & 0x7F) | ((uint)_bytes[position + 1] << 7);
            _position = position + 2;
        }
        else
        {
            _position = ReadVarintSlow(_bytes, position, out var value);
            tag = (uint)value;
        }

        // Field number 0 does not exist; a tag that could not be read is 0 as well.
        if (tag < 8)
        {
            _position = MalformedPosition;
            return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        var position = _position;
        if ((uint)position < (uint)_bytes.Length)
        {
            uint first = _bytes[position];
            if (first < 0x80)
            {
                _position = position + 1;
                return first;
            }

            if ((uint)(position + 1) < (uint)_bytes.Length && _bytes[position + 1] < 0x80)
            {
                _position = position + 2;
                return (first & 0x7F) | ((uint)_bytes[position + 1] << 7);
            }
        }

        _position = ReadVarintSlow(_bytes, position, out var value);
        return value;
    }

    public bool ReadBool() => ReadVarint() != 0;

    /// <summary>A uint32, int32 or enum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => (uint)ReadVarint();

    /// <summary>A fixed64 or the bits of a double.</summary>
    public ulong ReadFixed64()
    {
        var position = _position;
        SkipFixed(sizeof(ulong));
        return IsMalformed ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(_bytes[position..]);
    }

    /// <summary>The payload of a length-delimited field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadBytes()
    {
        var length = (uint)ReadVarint();
        var position = _position;
        if ((ulong)(uint)position + length <= (uint)_bytes.Length)
        {
            _position = position + (int)length;
            return _bytes.Slice(position, (int)length);
        }

        _position = MalformedPosition;
        return default;
    }

    /// <summary>Passes over the value of a field that nobody reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(uint tag)
    {
        if ((tag & 7) == WireType.LengthDelimited)
        {
            ReadBytes();
        }
        else
        {
            _position = SkipSlow(_bytes, _position, tag);
        }
    }

    /// <summary>Something inside the last value was wrong: ends the loop as if this message were malformed.</summary>
    public void Fail() => _position = MalformedPosition;

    // Static, with the position in and out, so that the reader itself can stay in registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadVarintSlow(ReadOnlySpan<byte> bytes, int position, out ulong value)
    {
        value = 0;
        if ((uint)position > (uint)bytes.Length)
        {
            return MalformedPosition;
        }

        // Up to eight bytes at once: times and ports have three to five, in no order that a branch predictor could learn.
        var left = bytes.Length - position;
        if (left > 0 && bytes.Length >= sizeof(ulong))
        {
            var word = left >= sizeof(ulong)
                ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..])
                : BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]) >> (8 * (sizeof(ulong) - left));
            var ends = ~word & 0x8080_8080_8080_8080;
            var length = (BitOperations.TrailingZeroCount(ends) / 8) + 1;
            if (length <= Math.Min(left, sizeof(ulong)))
            {
                value = JoinSevenBits(word & (ends ^ (ends - 1)));
                return position + length;
            }
        }

        var rest = bytes[position..];
        for (var index = 0; index < 10 && index < rest.Length; index++)
        {
            var part = rest[index];
            value |= (ulong)(part & 0x7F) << (7 * index);
            if (part < 0x80)
            {
                return position + index + 1;
            }
        }

        value = 0;
        return MalformedPosition;
    }

    /// <summary>Moves the low seven bits of each byte together.</summary>
    private static ulong JoinSevenBits(ulong word)
    {
        word = (word & 0x007F_007F_007F_007F) | ((word & 0x7F00_7F00_7F00_7F00) >> 1);
        word = (word & 0x0000_3FFF_0000_3FFF) | ((word & 0x3FFF_0000_3FFF_0000) >> 2);
        return (word & 0x0000_0000_0FFF_FFFF) | ((word & 0x0FFF_FFFF_0000_0000) >> 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipSlow(ReadOnlySpan<byte> bytes, int position, uint tag)
    {
        // The open groups' numbers, without recursion: hostile input must not choose the depth of the stack.
        Span<uint> open = stackalloc uint[MaxGroupDepth];
        var depth = 0;
        var reader = new WireReader(bytes) { _position = position };
        do
        {
            switch (tag & 7)
            {
                case WireType.Varint: reader.ReadVarint(); break;
                case WireType.Fixed64: reader.SkipFixed(sizeof(ulong)); break;
                case WireType.LengthDelimited: reader.ReadBytes(); break;
                case WireType.Fixed32: reader.SkipFixed(sizeof(uint)); break;
                case WireType.StartGroup when depth < MaxGroupDepth: open[depth++] = tag >> 3; break;
                case WireType.EndGroup when depth > 0 && open[depth - 1] == tag >> 3: depth--; break;
                default: return MalformedPosition;
            }
        }
        while (depth > 0 && reader.TryReadTag(out tag));

        return depth == 0 ? reader._position : MalformedPosition;
    }

    private void SkipFixed(int size)
    {
        var position = _position;
        _position = (ulong)(uint)position + (uint)size <= (uint)_bytes.Length ? position + size : MalformedPosition;
    }
}
