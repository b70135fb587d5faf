using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Platform;

/// <summary>Durations of a task without a further label: one of several histograms of a table.</summary>
/// <param name="slot">Its place among them.</param>
/// <param name="slots">How many there are in the table.</param>
internal sealed class TimeCells(SeriesTable table, SeriesFamily family, int slot, int slots)
{
    private static readonly byte[] NoLabels = LabelSuffix.Of();

    public void Observe(TimeSpan time, in PlatformSighting sighting)
    {
        var series = sighting.Task.Durations?[slot] ?? Meet(sighting.Task);
        series.Observe(Math.Max(0, time.TotalSeconds), sighting);
    }

    private HistogramSeries Meet(TaskBlock task)
    {
        var home = table.HomeFor(task, family, block => block.Durations?[slot] is not null);
        var series = home.Durations?[slot];
        if (series is null)
        {
            series = new HistogramSeries(home, NoLabels, family.Definition.Buckets);
            (home.Durations ??= new HistogramSeries?[slots])[slot] = series;
            SeriesTable.Enter(family, series);
        }

        return (task.Durations ??= new HistogramSeries?[slots])[slot] = series;
    }
}
