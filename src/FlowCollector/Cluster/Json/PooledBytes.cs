using System.Buffers;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>A growing buffer with an upper limit. Gives large arrays back when cleared, so that one huge object does not stay
/// paid for.</summary>
internal sealed class PooledBytes : IDisposable
{
    private const int KeptBytes = 64 * 1024;

    private readonly int _limit;
    private readonly bool _keepsHead;
    private byte[] _bytes = [];
    private int _length;

    /// <param name="keepsHead">Keeps what came before the limit when more comes.</param>
    public PooledBytes(int limit, bool keepsHead = false)
    {
        _limit = limit;
        _keepsHead = keepsHead;
    }

    /// <summary>More than the limit was appended; <see cref="Written"/> is empty then, or what came before the limit.</summary>
    public bool HasOverflowed { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Append(byte value) => Append(new ReadOnlySpan<byte>(in value));

    public void Append(ReadOnlySpan<byte> text)
    {
        if (HasOverflowed || text.Length > _limit - _length)
        {
            Overflow(text);
            return;
        }

        Write(text);
    }

    public void Clear()
    {
        _length = 0;
        HasOverflowed = false;
        if (_bytes.Length > KeptBytes)
        {
            Release();
        }
    }

    public void Dispose()
    {
        _length = 0;
        Release();
    }

    private void Overflow(ReadOnlySpan<byte> text)
    {
        if (!_keepsHead)
        {
            Clear();
        }
        else if (!HasOverflowed)
        {
            Write(text[..(_limit - _length)]);
        }

        HasOverflowed = true;
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        if (text.Length > _bytes.Length - _length)
        {
            Grow(_length + text.Length);
        }

        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength));
        Written.CopyTo(larger);
        Release();
        _bytes = larger;
    }

    private void Release()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
