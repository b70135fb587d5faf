using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>How looks ended and what was not used. Counted by whoever looks, read by scrapes.</summary>
internal sealed class MeshMetricsCounts
{
    private static readonly int Outcomes = Enum.GetValues<ScrapeOutcome>().Length;

    private readonly Counter[] _scrapes = [.. Enumerable.Range(0, 2 * Outcomes).Select(_ => new Counter())];
    private readonly Counter[] _passedOver = [.. Enum.GetValues<PassedOver>().Select(_ => new Counter())];
    private int _sidecars;
    private int _ztunnels;
    private int _series;

    public int Sidecars => Volatile.Read(ref _sidecars);

    public int Ztunnels => Volatile.Read(ref _ztunnels);

    /// <summary>Series that are remembered.</summary>
    public int Series => Volatile.Read(ref _series);

    public void Count(TargetKind proxy, ScrapeOutcome outcome) => _scrapes[IndexOf(proxy, outcome)].Add();

    public void Count(PassedOver reason, long series = 1) => _passedOver[(int)reason].Add(series);

    public long Of(TargetKind proxy, ScrapeOutcome outcome) => _scrapes[IndexOf(proxy, outcome)].Value;

    public long Of(PassedOver reason) => _passedOver[(int)reason].Value;

    public void SetKept(int sidecars, int ztunnels, int series)
    {
        Volatile.Write(ref _sidecars, sidecars);
        Volatile.Write(ref _ztunnels, ztunnels);
        Volatile.Write(ref _series, series);
    }

    private static int IndexOf(TargetKind proxy, ScrapeOutcome outcome) => (proxy == TargetKind.Ztunnel ? Outcomes : 0) + (int)outcome;
}
