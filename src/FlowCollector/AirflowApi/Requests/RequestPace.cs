namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>When the next request may be sent: a token bucket that holds one second's worth, and pauses that trouble or the server
/// itself asks for. Any thread.</summary>
internal sealed class RequestPace
{
    private readonly long _start;
    private readonly long _interval;
    private readonly long _credit;
    private long _due;
    private long _pausedUntil;

    public RequestPace(double perSecond, TimeProvider time)
    {
        Time = time;
        _start = time.GetTimestamp();
        _interval = (long)(TimeSpan.TicksPerSecond / perSecond);
        _credit = _interval * (long)(Math.Max(1, Math.Floor(perSecond)) - 1);
    }

    public TimeProvider Time { get; }

    public bool IsPaused => Volatile.Read(ref _pausedUntil) > Now();

    /// <summary>Takes the right to send one request.</summary>
    /// <returns>How long to wait before it; null, and nothing is taken, when that would be longer than <paramref name="most"/>.</returns>
    public TimeSpan? TryTake(TimeSpan most)
    {
        while (true)
        {
            var due = Volatile.Read(ref _due);
            var now = Now();
            var next = Math.Max(due, now);
            var wait = TimeSpan.FromTicks(Math.Max(0, Math.Max(next - _credit, Volatile.Read(ref _pausedUntil)) - now));
            if (wait > most)
            {
                return null;
            }

            if (Interlocked.CompareExchange(ref _due, next + _interval, due) == due)
            {
                return wait;
            }
        }
    }

    /// <summary>No request is sent for so long from now on. The longest pause counts.</summary>
    public void Pause(TimeSpan span)
    {
        var until = Now() + span.Ticks;
        var current = Volatile.Read(ref _pausedUntil);
        while (until > current)
        {
            var seen = Interlocked.CompareExchange(ref _pausedUntil, until, current);
            if (seen == current)
            {
                return;
            }

            current = seen;
        }
    }

    private long Now() => Time.GetElapsedTime(_start).Ticks;
}
