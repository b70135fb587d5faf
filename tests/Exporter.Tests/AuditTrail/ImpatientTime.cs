using Windsock.Exporter.Tests.Prometheus;

namespace Windsock.Exporter.Tests.AuditTrail;

/// <summary>A clock that moves when told to, and whose timers do not wait.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => Some.Noon.ToDateTimeOffset().AddTicks(Volatile.Read(ref _ticks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
}
