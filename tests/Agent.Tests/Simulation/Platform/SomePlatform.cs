using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation.Platform;

/// <summary>Worlds in which tasks change the platform.</summary>
internal static class SomePlatform
{
    public static WorldSettings Settings(long seed = 7, bool hasTrouble = true) => SomeWorld.Settings(seed, hasTrouble: hasTrouble) with { HasPlatform = true };

    public static IReadOnlyList<WorldEvent> Played(int seconds, long seed = 7) => SomeWorld.Played(Settings(seed), seconds);
}
