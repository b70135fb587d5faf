using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>A family whose series are kept here, and its books. The counting thread writes, scrapes read.</summary>
internal sealed class SeriesFamily(MetricFamily definition, int index)
{
    private long _live;
    private long _folded;
    private long _expired;

    public MetricFamily Definition { get; } = definition;

    /// <summary>Position among the budgeted families.</summary>
    public int Index { get; } = index;

    /// <summary>Series as Prometheus counts them for one set of labels: a histogram has its buckets, +Inf, sum and count.</summary>
    public int Weight { get; } = definition.Kind == MetricKind.Histogram ? definition.Buckets.Length + 3 : 1;

    public SeriesList Series { get; } = new();

    /// <summary>Series that exist now.</summary>
    public long Live => Volatile.Read(ref _live);

    /// <summary>Requests for a new series that were folded into <c>_other</c>.</summary>
    public long Folded => Volatile.Read(ref _folded);

    public long Expired => Volatile.Read(ref _expired);

    public void Add(CountedSeries series)
    {
        Series.Add(series);
        Volatile.Write(ref _live, _live + Weight);
    }

    public void CountFolded() => Volatile.Write(ref _folded, _folded + 1);

    public void RemoveOrphans()
    {
        var gone = Series.RemoveOrphans(series => series.Owner.Dag.Owned[Index] -= series.Owner.IsRest ? 0 : Weight) * Weight;
        Volatile.Write(ref _live, _live - gone);
        Volatile.Write(ref _expired, _expired + gone);
    }
}
