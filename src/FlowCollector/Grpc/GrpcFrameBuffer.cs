namespace Windsock.FlowCollector.Grpc;

/// <summary>Bytes of a stream in one buffer that is used again and again, cut into messages. Single-threaded.</summary>
internal sealed class GrpcFrameBuffer
{
    /// <summary>About 280 flows of 900 bytes: one read empties what gathered in a pause.</summary>
    private const int InitialBytes = 256 * 1024;

    /// <summary>Less room than this at the end is not worth a read: what is left of a message moves to the front first.</summary>
    private const int SmallestRoom = 64 * 1024;

    private readonly int _messageLimit;
    private byte[] _buffer = new byte[InitialBytes];
    private int _start;
    private int _end;
    private long _toSkip;

    /// <param name="messageLimit">Longest message in bytes that is taken, 1 to 64 MiB.</param>
    public GrpcFrameBuffer(int messageLimit) => _messageLimit = messageLimit;

    /// <summary>Messages over the limit so far; their bytes are dropped as they come.</summary>
    public long Oversized { get; private set; }

    /// <summary>Messages so far that are compressed although no encoding was offered.</summary>
    public long Compressed { get; private set; }

    /// <summary>True when the bytes so far end inside a message.</summary>
    public bool IsInsideMessage => _end > _start || _toSkip > 0;

    /// <summary>Where the next bytes go; never empty after <see cref="TryRead"/> answered false.</summary>
    public Memory<byte> Room()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        var needed = SmallestRoom;
        if (_end - _start >= GrpcFrame.PrefixLength)
        {
            GrpcFrame.ReadPrefix(_buffer.AsSpan(_start), out _, out var length);
            needed = Math.Max(needed, (int)length + GrpcFrame.PrefixLength - (_end - _start));
        }

        if (_buffer.Length - _end < needed)
        {
            var target = _end - _start + needed <= _buffer.Length ? _buffer : new byte[_end - _start + needed];
            _buffer.AsSpan(_start, _end - _start).CopyTo(target);
            (_buffer, _end, _start) = (target, _end - _start, 0);
        }

        return _buffer.AsMemory(_end);
    }

    public void Commit(int count) => _end += count;

    /// <summary>The next complete message; false when more bytes are needed. The span is good until <see cref="Room"/> is called.</summary>
    public bool TryRead(out ReadOnlySpan<byte> message)
    {
        while (true)
        {
            if (_toSkip > 0)
            {
                var skipped = (int)Math.Min(_toSkip, _end - _start);
                _start += skipped;
                _toSkip -= skipped;
            }

            var available = _end - _start;
            if (_toSkip > 0 || available < GrpcFrame.PrefixLength)
            {
                message = default;
                return false;
            }

            GrpcFrame.ReadPrefix(_buffer.AsSpan(_start), out var compressed, out var length);
            if (compressed || length > _messageLimit)
            {
                SkipMessage(compressed, length);
                continue;
            }

            if (available < GrpcFrame.PrefixLength + (int)length)
            {
                message = default;
                return false;
            }

            message = _buffer.AsSpan(_start + GrpcFrame.PrefixLength, (int)length);
            _start += GrpcFrame.PrefixLength + (int)length;
            return true;
        }
    }

    private void SkipMessage(bool compressed, uint length)
    {
        _toSkip = GrpcFrame.PrefixLength + (long)length;
        if (compressed)
        {
            Compressed++;
        }
        else
        {
            Oversized++;
        }
    }
}
