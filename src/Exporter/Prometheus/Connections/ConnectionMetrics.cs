using System.Collections.Immutable;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Prometheus.Connections;

/// <summary>Counts connections and ended tries per task, beside the thread that counts flows: a table and budgets of its own. One
/// thread counts; scrapes read beside it without locks. A connection counts once for each side that is a task and decides.</summary>
public sealed class ConnectionMetrics : IConnectionObserver, ITryObserver, IMeshObserver, IMetricSource, ITaskSeries
{
    private const int Egress = 0;
    private const int Ingress = 1;

    private readonly SeriesFamily[] _families;
    private readonly SeriesTable _table;
    private readonly ConnectionCells _cells;
    private readonly BudgetReport _budgets;
    private readonly HashSet<TaskBlock> _met = [];

    // Connections are far fewer than flows: a look-up now and then costs little.
    private readonly OwnerMemo _memo = new(slots: 4_096);
    private readonly ScrapeClock _clock;
    private readonly TimeProvider _time;
    private readonly long _sweepTicks;
    private long _lastSweep;

    public ConnectionMetrics(PrometheusOptions options, TimeProvider time)
    {
        _families = [.. ConnectionFamilies.All.Select((definition, index) => new SeriesFamily(definition, index))];
        _table = new SeriesTable(options, _families, ConnectionCells.Chunks);
        _cells = new ConnectionCells(_table, _families, options.PeersPerTask);
        _budgets = new BudgetReport(_families);
        _clock = new ScrapeClock(time);
        _time = time;
        _sweepTicks = SeriesTable.SweepTicks(options);
    }

    public ImmutableArray<MetricFamily> Families => BudgetReport.Families;

    IReadOnlyList<SeriesFamily> ITaskSeries.SeriesFamilies => _families;

    ScrapeClock ITaskSeries.Clock => _clock;

    public void Observe(Connection connection)
    {
        var stamp = _clock.BeginBatch();
        if (connection.Client is { Decides: true, IsTask: true })
        {
            Count(connection, connection.Client.Owner!, connection.ServerAsPeer, Egress, stamp);
        }

        if (connection.Server is { Decides: true, IsTask: true })
        {
            Count(connection, connection.Server.Owner!, connection.ClientAsPeer, Ingress, stamp);
        }

        End(stamp);
    }

    public void Observe(TryStory story)
    {
        if (story.Result == TryResult.Running)
        {
            return;
        }

        var stamp = _clock.BeginBatch();
        var task = BlockOf(story.Try.Task, stamp);
        _cells.CountTry(story, new ConnectionSighting(task, Egress, Peer.Unknown, story.Try, "", story.EndedAt, _time, _clock.ExemplarRound));
        End(stamp);
    }

    public void Observe(MeshObservation observation)
    {
        var stamp = _clock.BeginBatch();
        var owner = observation.Owner;
        var task = _memo.Find(owner) ?? Meet(owner, stamp);
        task.LastStamp = stamp;
        _cells.CountFinding(observation.Finding, new ConnectionSighting(
            task, observation.IsClient ? Egress : Ingress, observation.Peer, owner.Try, "", observation.At, _time, _clock.ExemplarRound));
        End(stamp);
    }

    public void Collect(IMetricCollector collector) => _budgets.Collect(collector);

    private void Count(Connection connection, Owner owner, Peer peer, int direction, long stamp)
    {
        var task = _memo.Find(owner) ?? Meet(owner, stamp);
        task.LastStamp = stamp;
        _cells.CountConnection(connection, new ConnectionSighting(
            task, direction, peer, owner.Try, connection.TraceId, connection.LastSeen, _time, _clock.ExemplarRound));
    }

    private TaskBlock Meet(Owner owner, long stamp)
    {
        var task = BlockOf(owner.Task ?? new TaskKey(owner.Namespace, "", ""), stamp);
        _memo.Remember(owner, task);
        return task;
    }

    private TaskBlock BlockOf(TaskKey key, long stamp)
    {
        var task = _table.BlockOf(key);
        task.LastStamp = stamp;
        if (_met.Add(task))
        {
            _cells.Introduce(task);
        }

        return task;
    }

    private void End(long stamp)
    {
        _clock.EndBatch();
        if (stamp - _lastSweep < _sweepTicks)
        {
            return;
        }

        _lastSweep = stamp;
        if (_table.Expire(stamp, _clock.Acknowledged))
        {
            _met.RemoveWhere(task => task.IsRemoved);
            _memo.Forget();
        }
    }
}
