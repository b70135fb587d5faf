namespace Windsock.Exporter.Prometheus;

/// <summary>Who last read all metrics, and when.</summary>
/// <param name="UserAgent">What the reader calls itself, cut; empty when it does not say.</param>
public sealed record LastScrape(DateTimeOffset At, string UserAgent)
{
    private const int MaxLength = 100;

    internal static string Cut(string userAgent) => userAgent.Length <= MaxLength ? userAgent : userAgent[..MaxLength];
}
