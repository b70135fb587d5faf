using System.Buffers;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>A growing buffer with an upper limit. Gives large arrays back when cleared, so that one huge object does not stay
/// paid for.</summary>
internal sealed class PooledBytes : IDisposable
{
    private const int KeptBytes = 64 * 1024;

    private readonly int _limit;
    private byte[] _bytes = [];
    private int _length;

    public PooledBytes(int limit) => _limit = limit;

    /// <summary>More than the limit was appended; <see cref="Written"/> is empty then.</summary>
    public bool HasOverflowed { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Append(byte value) => Append(new ReadOnlySpan<byte>(in value));

    public void Append(ReadOnlySpan<byte> text)
    {
        if (HasOverflowed || text.Length > _limit - _length)
        {
            Clear();
            HasOverflowed = true;
            return;
        }

        if (text.Length > _bytes.Length - _length)
        {
            Grow(_length + text.Length);
        }

        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
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
