namespace Windsock.FlowCollector.Grpc;

/// <summary>Decides how long to leave an empty socket alone. Messages that arrive one by one should wake the reader a few dozen times
/// a second, not once each; but a fast sender must never wait for us because the socket's buffer is full.
/// <para>So the wait is the time in which about <see cref="TargetBytes"/> arrive at the rate seen last, at most
/// <see cref="LongestWait"/>. A unix socket takes about 208 KiB of kernel memory, which is some 90 single messages of 900 bytes
/// (each costs 2304 bytes there): 85 KB. Half of that leaves room for a rate that doubles within one wait.</para></summary>
internal sealed class ReadPace
{
    /// <summary>Bytes that may gather while nobody reads.</summary>
    public const int TargetBytes = 40 * 1024;

    /// <summary>Longest wait while messages come; what is added to the delay of a message at most.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Wait once nothing has come for <see cref="EmptyReadsUntilIdle"/> waits: an idle agent should cost nothing.</summary>
    public static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(40);

    /// <summary>Timers do not fire earlier than this; a shorter wait means "stay and watch the socket".</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private const int EmptyReadsUntilIdle = 50;

    private double _bytesPerSecond;
    private long _bytes;
    private TimeSpan _lastDry;
    private int _emptyReads;

    /// <summary>The socket gave <paramref name="count"/> bytes.</summary>
    public void Read(int count) => _bytes += count;

    /// <summary>The socket is empty at <paramref name="now"/> (any clock that only goes forward). The result is how long to leave it
    /// alone; zero means that the sender is faster than a timer.</summary>
    public TimeSpan Dry(TimeSpan now)
    {
        var elapsed = Math.Max((now - _lastDry).TotalSeconds, 1e-6);
        var rate = _bytes / elapsed;
        _emptyReads = _bytes == 0 ? _emptyReads + 1 : 0;

        // Up at once, because a full buffer stops the sender; down by halves, because a pause between bursts means little.
        _bytesPerSecond = rate >= _bytesPerSecond ? rate : (_bytesPerSecond + rate) / 2;
        _bytes = 0;
        _lastDry = now;
        if (_emptyReads >= EmptyReadsUntilIdle)
        {
            return IdleWait;
        }

        var wait = TargetBytes / Math.Max(_bytesPerSecond, 1);
        return wait >= LongestWait.TotalSeconds ? LongestWait
            : wait < ShortestWait.TotalSeconds ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Floor(wait * 1000));
    }
}
