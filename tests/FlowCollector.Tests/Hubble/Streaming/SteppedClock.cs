using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>A wall clock that shows one time when first asked (the agent's start) and another from then on. Timers and timestamps run,
/// because sockets do.</summary>
internal sealed class SteppedClock(Instant first, Instant then) : TimeProvider
{
    private int _asked;

    public override DateTimeOffset GetUtcNow() => (Interlocked.Increment(ref _asked) == 1 ? first : then).ToDateTimeOffset();
}
