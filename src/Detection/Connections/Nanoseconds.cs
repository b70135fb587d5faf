namespace Windsock.Detection.Connections;

/// <summary>Times inside the table: nanoseconds since 1970, as plain numbers because an entry holds a dozen of them.</summary>
internal static class Nanoseconds
{
    /// <summary>Stands for "has not happened". Later than everything that has.</summary>
    public const long Never = long.MaxValue;

    public const long PerSecond = 1_000_000_000;

    public static long Of(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Keeps <see cref="Never"/>.</summary>
    public static long After(long time, long span) => time == Never ? Never : time + span;
}
