namespace Windsock.Agent.Tests.Logging;

internal sealed class StoppedClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 9, 30, 0, 125, TimeSpan.Zero);
}
