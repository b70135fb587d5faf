using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>Durations by direction: the one histogram of a table.</summary>
internal sealed class DurationCells(SeriesTable table, SeriesFamily family)
{
    public void Observe<TSighting>(TimeSpan latency, in TSighting sighting)
        where TSighting : ISighting, allows ref struct
    {
        var series = sighting.Task.Durations?[sighting.Direction] ?? Meet(sighting.Task, sighting.Direction);
        series.Observe(Math.Max(0, latency.TotalSeconds), sighting);
    }

    private HistogramSeries Meet(TaskBlock task, int direction)
    {
        var home = table.HomeFor(task, family, block => block.Durations?[direction] is not null);
        var series = home.Durations?[direction];
        if (series is null)
        {
            series = new HistogramSeries(home, LabelSuffix.Of(("direction", FlowLabels.Directions[direction])), family.Definition.Buckets);
            (home.Durations ??= new HistogramSeries?[FlowLabels.Directions.Length])[direction] = series;
            SeriesTable.Enter(family, series);
        }

        return (task.Durations ??= new HistogramSeries?[FlowLabels.Directions.Length])[direction] = series;
    }
}
