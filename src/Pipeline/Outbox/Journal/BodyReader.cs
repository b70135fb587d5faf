using System.Buffers.Binary;
using System.Text;

namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>Reads a record's body from the front; past its end everything is zero or empty, and <see cref="IsBroken"/> says so.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public bool IsBroken { get; private set; }

    public byte Byte() => Take(1) is { IsEmpty: false } one ? one[0] : (byte)0;

    public ushort UInt16() => Take(sizeof(ushort)) is { IsEmpty: false } two ? BinaryPrimitives.ReadUInt16LittleEndian(two) : (ushort)0;

    public long Int64() => Take(sizeof(long)) is { IsEmpty: false } eight ? BinaryPrimitives.ReadInt64LittleEndian(eight) : 0;

    public string Text(int bytes) => Encoding.UTF8.GetString(Take(bytes));

    public readonly ReadOnlySpan<byte> Rest() => _rest;

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _rest.Length)
        {
            IsBroken = true;
            _rest = [];
            return [];
        }

        var taken = _rest[..bytes];
        _rest = _rest[bytes..];
        return taken;
    }
}
