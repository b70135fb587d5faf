namespace Windsock.Testing;

/// <summary>A clock that stands still until a test moves it. Timers fire, in order, on the thread that moves it.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<Watcher> _watchers = [];
    private DateTimeOffset _now;

    public ManualTime()
        : this(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public ManualTime(DateTimeOffset start) => _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; timers that fall due on the way fire at their own time.</summary>
    public void Advance(TimeSpan span)
    {
        var end = GetUtcNow() + span;
        while (TakeDue(end) is { } timer)
        {
            timer.Fire();
        }

        lock (_lock)
        {
            _now = end;
        }
    }

    /// <summary>Waits, in real time, until somebody waits for a time from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <returns>How long that wait is to be.</returns>
    public Task<TimeSpan> SeeWaitAsync(TimeSpan min, TimeSpan max, CancellationToken stop)
    {
        var found = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _watchers.Add(new Watcher(min, max, found));
            Notify();
        }

        return found.Task.WaitAsync(TimeSpan.FromSeconds(20), stop);
    }

    /// <summary>As <see cref="SeeWaitAsync"/>; then moves the clock so that this wait ends.</summary>
    public async Task<TimeSpan> PassWaitAsync(TimeSpan min, TimeSpan max, CancellationToken stop)
    {
        var due = await SeeWaitAsync(min, max, stop);
        Advance(due);
        return due;
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is not null)
            {
                _now = next.Due > _now ? next.Due : _now;
                next.Rearm();
            }

            return next;
        }
    }

    private void Notify()
    {
        foreach (var watcher in _watchers.ToList())
        {
            var match = _timers.Select(timer => timer.Due - _now).Where(due => due >= watcher.Min && due <= watcher.Max).ToList();
            if (match.Count > 0)
            {
                _watchers.Remove(watcher);
                watcher.Found.TrySetResult(match.Min());
            }
        }
    }

    private sealed record Watcher(TimeSpan Min, TimeSpan Max, TaskCompletionSource<TimeSpan> Found);

    private sealed class ManualTimer(ManualTime clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                    clock.Notify();
                }
            }

            return true;
        }

        /// <summary>Called with the lock held.</summary>
        public void Rearm()
        {
            clock._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                Due += _period;
                clock._timers.Add(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
