namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Series per task that one thread counts and scrapes read beside it.</summary>
internal interface ITaskSeries
{
    IReadOnlyList<SeriesFamily> SeriesFamilies { get; }

    ScrapeClock Clock { get; }
}
