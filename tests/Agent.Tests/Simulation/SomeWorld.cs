using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>Worlds for tests that do not care about the details.</summary>
internal static class SomeWorld
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static WorldSettings Settings(long seed = 7, int flowsPerSecond = 300, bool hasTrouble = true) => new(seed, flowsPerSecond, Noon, hasTrouble);

    public static IReadOnlyList<WorldEvent> Played(WorldSettings settings, int seconds) =>
        new SimulatedWorld(settings).Advance(TimeSpan.FromSeconds(seconds));
}
