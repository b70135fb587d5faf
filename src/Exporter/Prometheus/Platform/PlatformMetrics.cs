using System.Collections.Immutable;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;

namespace Windsock.Exporter.Prometheus.Platform;

/// <summary>Counts per task what tasks do to the platform: a table and budgets of its own. One thread counts; scrapes read beside it
/// without locks. What is no task's, or nobody's, is not counted here.</summary>
public sealed class PlatformMetrics : IPlatformObserver, IMetricSource, ITaskSeries
{
    private readonly SeriesFamily[] _families;
    private readonly SeriesTable _table;
    private readonly PlatformCells _cells;
    private readonly BudgetReport _budgets;
    private readonly ScrapeClock _clock;
    private readonly TimeProvider _time;
    private readonly long _sweepTicks;
    private long _lastSweep;

    public PlatformMetrics(PrometheusOptions options, TimeProvider time)
    {
        _families = [.. PlatformFamilies.All.Select((definition, index) => new SeriesFamily(definition, index))];
        _table = new SeriesTable(options, _families, PlatformCells.Chunks);
        _cells = new PlatformCells(_table, _families);
        _budgets = new BudgetReport(_families);
        _clock = new ScrapeClock(time);
        _time = time;
        _sweepTicks = SeriesTable.SweepTicks(options);
    }

    public ImmutableArray<MetricFamily> Families => BudgetReport.Families;

    IReadOnlyList<SeriesFamily> ITaskSeries.SeriesFamilies => _families;

    ScrapeClock ITaskSeries.Clock => _clock;

    public void Observe(AttributedAction action)
    {
        var stamp = _clock.BeginBatch();
        if (action.Attribution is { IsTask: true, Owner.Try: { } attempt })
        {
            _cells.CountAction(action.Action, SightingOf(attempt, action.Action.TraceId, action.Action.At, stamp));
        }

        End(stamp);
    }

    public void Observe(PlatformMoment moment)
    {
        var stamp = _clock.BeginBatch();
        if (moment.Try is { } attempt)
        {
            _cells.CountMoment(moment, SightingOf(attempt, "", moment.At, stamp));
        }

        End(stamp);
    }

    public void Collect(IMetricCollector collector) => _budgets.Collect(collector);

    private PlatformSighting SightingOf(TaskTry attempt, string traceId, Instant at, long stamp)
    {
        var task = _table.BlockOf(attempt.Task);
        task.LastStamp = stamp;
        return new PlatformSighting(task, attempt, traceId, at, _time, _clock.ExemplarRound);
    }

    private void End(long stamp)
    {
        _clock.EndBatch();
        if (stamp - _lastSweep >= _sweepTicks)
        {
            _lastSweep = stamp;
            _table.Expire(stamp, _clock.Acknowledged);
        }
    }
}
