namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>The most that any try of a day had of each quantity. A window of tries spans a weekend only, when a task runs every hour:
/// these remember what a busy Monday looks like.</summary>
/// <param name="Day">Since 1970, UTC.</param>
/// <param name="SentBytes">-1 when no proxy told.</param>
internal readonly record struct DayHighs(int Day, int Established, int Addresses, int Ports, long SentBytes)
{
    /// <summary>Two weeks and the day that is not over.</summary>
    public const int Days = 15;

    public static DayHighs Of(in TryTrace trace) =>
        new((int)(trace.EndedAt.UnixNanoseconds / TimeSpan.NanosecondsPerTick / TimeSpan.TicksPerDay), trace.Established, trace.Addresses, trace.Ports, trace.SentBytes);

    public DayHighs With(in DayHighs other) => this with
    {
        Established = Math.Max(Established, other.Established),
        Addresses = Math.Max(Addresses, other.Addresses),
        Ports = Math.Max(Ports, other.Ports),
        SentBytes = Math.Max(SentBytes, other.SentBytes),
    };
}
