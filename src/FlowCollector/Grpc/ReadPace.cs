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

    /// <summary>Wait once nothing has come for a second: an idle agent should cost nothing.</summary>
    public static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(40);

    /// <summary>Timers do not fire earlier than this; a shorter wait means "stay and watch the socket".</summary>
    public static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(1);

    // A rate is measured over at least this long, or over TargetBytes: two messages that come close together are no rate.
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(2);

    private double _bytesPerSecond;
    private long _windowBytes;
    private long _bytesSinceDry;
    private TimeSpan _windowStart;
    private TimeSpan _lastArrival;

    /// <summary>The socket gave <paramref name="count"/> bytes.</summary>
    public void Read(int count) => _bytesSinceDry += count;

    /// <summary>The socket is empty at <paramref name="now"/> (any clock that only goes forward). The result is how long to leave it
    /// alone; zero means that the sender is faster than a timer.</summary>
    public TimeSpan Dry(TimeSpan now)
    {
        Measure(now);
        if (now - _lastArrival >= IdleAfter)
        {
            return IdleWait;
        }

        var wait = TargetBytes / Math.Max(_bytesPerSecond, 1);
        return wait >= LongestWait.TotalSeconds ? LongestWait
            : wait < ShortestWait.TotalSeconds ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Floor(wait * 1000));
    }

    private void Measure(TimeSpan now)
    {
        if (_bytesSinceDry > 0)
        {
            _lastArrival = now;
        }

        _windowBytes += _bytesSinceDry;
        var isOverdue = _bytesSinceDry >= 2 * TargetBytes;
        _bytesSinceDry = 0;
        var window = now - _windowStart;
        if (window < Window && _windowBytes < TargetBytes)
        {
            return;
        }

        var rate = _windowBytes / Math.Max(window.TotalSeconds, 1e-6);
        _bytesPerSecond += (rate - _bytesPerSecond) * Math.Min(1, window / LongestWait);
        if (isOverdue)
        {
            // Far more came than was meant to: the sender became faster, or a timer fired late on a busy machine. It may even have
            // stood still before a full buffer, so what came is the least it can send.
            _bytesPerSecond = Math.Max(_bytesPerSecond, 2 * rate);
        }

        _windowBytes = 0;
        _windowStart = now;
    }
}
