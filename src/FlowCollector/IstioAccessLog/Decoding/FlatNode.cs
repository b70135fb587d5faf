using System.Buffers.Binary;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Peer metadata of proxies before 1.24: a FlatBuffer of the table <c>Wasm.Common.FlatNode</c> (istio/proxy,
/// node_info.fbs). Nothing in it is believed: every offset is checked against the buffer, and no offset is followed twice.</summary>
internal readonly ref struct FlatNode
{
    public const int Name = 0;
    public const int Namespace = 1;
    public const int WorkloadName = 4;
    public const int ClusterId = 9;

    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _table;
    private readonly ReadOnlySpan<byte> _slots;

    /// <summary>A buffer that is no table has no fields.</summary>
    public FlatNode(ReadOnlySpan<byte> buffer)
    {
        _buffer = buffer;
        if (!TryReadOffset(buffer, 0, out _table) || _table > buffer.Length - sizeof(int))
        {
            return;
        }

        // The table begins with the distance back to its slots; the slots with their own length in bytes and that of the table.
        var slots = _table - (long)BinaryPrimitives.ReadInt32LittleEndian(buffer[_table..]);
        if (slots < 0 || slots > buffer.Length - (2 * sizeof(ushort)))
        {
            return;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(buffer[(int)slots..]);
        if (length >= 2 * sizeof(ushort) && slots + length <= buffer.Length)
        {
            _slots = buffer.Slice((int)slots, length)[(2 * sizeof(ushort))..];
        }
    }

    /// <summary>A string field by its place in the schema; empty when it is absent or lies outside of the buffer.</summary>
    public ReadOnlySpan<byte> Text(int slot)
    {
        if ((slot + 1) * sizeof(ushort) > _slots.Length)
        {
            return default;
        }

        var field = BinaryPrimitives.ReadUInt16LittleEndian(_slots[(slot * sizeof(ushort))..]);
        if (field == 0 || !TryReadOffset(_buffer, _table + field, out var start) || !TryReadOffset(_buffer, start, out var end, isLength: true))
        {
            return default;
        }

        return _buffer[(start + sizeof(int))..end];
    }

    /// <summary>Follows the 32-bit number at <paramref name="position"/>.</summary>
    /// <param name="isLength">It counts bytes behind itself, rather than the way from itself.</param>
    /// <returns>False when it leads out of the buffer.</returns>
    private static bool TryReadOffset(ReadOnlySpan<byte> buffer, int position, out int target, bool isLength = false)
    {
        target = 0;
        if (position < 0 || position > buffer.Length - sizeof(int))
        {
            return false;
        }

        var distance = (long)BinaryPrimitives.ReadUInt32LittleEndian(buffer[position..]) + (isLength ? sizeof(int) : 0);
        target = position + distance <= buffer.Length ? (int)(position + distance) : 0;
        return target > 0;
    }
}
