using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Calls;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>Counts attributed flows and calls per task: the <c>metrics</c> branch of the data path. One thread counts; scrapes read beside
/// it without locks. A flow counts once for each side that is a task and decides. As a metric source it reports the state of
/// its own budgets; the per-task series are read by <see cref="MetricRegistry"/> directly.</summary>
public sealed class FlowMetrics : ICallConsumer, IMetricSource, ITaskSeries
{
    private const int Egress = 0;
    private const int Ingress = 1;

    private readonly SeriesFamily[] _families;
    private readonly SeriesTable _table;
    private readonly RequestOwners _owners = new();
    private readonly OwnerMemo _memo = new();
    private readonly FlowCells _cells;
    private readonly BudgetReport _budgets;
    private readonly long _sweepTicks;
    private long _lastSweep;

    public FlowMetrics(PrometheusOptions options, TimeProvider time)
    {
        _families = [.. FlowFamilies.All.Select((definition, index) => new SeriesFamily(definition, index))];
        _table = new SeriesTable(options, _families, FlowCells.Chunks);
        _cells = new FlowCells(_table, _families);
        _budgets = new BudgetReport(_families);
        Clock = new ScrapeClock(time);
        _sweepTicks = SeriesTable.SweepTicks(options);
    }

    public string Name => "metrics";

    public ImmutableArray<MetricFamily> Families { get; } = [.. BudgetReport.Families, .. RequestOwners.AllFamilies];

    IReadOnlyList<SeriesFamily> ITaskSeries.SeriesFamilies => _families;

    ScrapeClock ITaskSeries.Clock => Clock;

    internal ScrapeClock Clock { get; }

    public void Observe(AttributedBatch batch)
    {
        var stamp = Clock.BeginBatch();
        var round = Clock.ExemplarRound;
        var flows = batch.Flows;
        var attributions = batch.Attributions;
        for (var i = 0; i < flows.Length; i++)
        {
            ref readonly var attribution = ref attributions[i];
            if (attribution.Client is { Decides: true, IsTask: true })
            {
                Count(in flows[i], attribution.Client.Owner!, attribution.ServerAsPeer, Egress, stamp, round, batch.Batch.ReceivedAt);
            }

            if (attribution.Server is { Decides: true, IsTask: true })
            {
                Count(in flows[i], attribution.Server.Owner!, attribution.ClientAsPeer, Ingress, stamp, round, batch.Batch.ReceivedAt);
            }
        }

        End(stamp);
    }

    /// <summary>An entry may identify a side that another entry counts for.</summary>
    public void Observe(AttributedCalls calls)
    {
        var stamp = Clock.BeginBatch();
        var attributions = calls.Attributions;
        for (var i = 0; i < attributions.Length; i++)
        {
            ref readonly var call = ref calls.Calls[i];
            ref readonly var attribution = ref attributions[i];
            if (attribution.Client is { Decides: true, IsTask: true })
            {
                Count(in call, attribution.Client.Owner!, Egress, stamp, calls.Batch.ReceivedAt);
            }

            if (attribution.Server is { Decides: true, IsTask: true })
            {
                Count(in call, attribution.Server.Owner!, Ingress, stamp, calls.Batch.ReceivedAt);
            }
        }

        End(stamp);
    }

    public void Collect(IMetricCollector collector)
    {
        _budgets.Collect(collector);
        _owners.Collect(collector);
    }

    private void Count(in Flow flow, Owner owner, Peer? peer, int direction, long stamp, long round, Instant receivedAt)
    {
        var task = _memo.Find(owner) ?? Meet(owner);
        task.LastStamp = stamp;
        var sighting = new Sighting(in flow, owner, task, peer ?? Peer.Unknown, direction, round, receivedAt);
        _cells.CountEvent(sighting);
        if (flow.Verdict == Verdict.Dropped)
        {
            _cells.CountDrop(sighting);
        }

        if (flow.L7 is { Kind: L7Kind.Response } response && (response is not HttpRecord http || _owners.Counts(http, owner, direction)))
        {
            _cells.CountResponse(response, sighting);
        }
    }

    private void Count(in Call call, Owner owner, int direction, long stamp, Instant receivedAt)
    {
        var task = _memo.Find(owner) ?? Meet(owner);
        task.LastStamp = stamp;
        var spiffeId = VerifiedIds.Of(call, owner, direction);
        if (spiffeId.Length > 0)
        {
            _cells.Identify(task, owner, spiffeId);
        }

        var sighting = new CallSighting(in call, owner, task, direction, Clock.ExemplarRound, receivedAt);
        if (call.IsIncrease)
        {
            CountIncrease(sighting, owner);
        }
        else if (_owners.Counts(call, owner, direction))
        {
            CountEntry(sighting);
        }
    }

    private void CountEntry(in CallSighting sighting)
    {
        ref readonly var call = ref sighting.Call;
        if (_owners.CountsAsConnection(call, sighting.Direction))
        {
            _cells.CountTls(1, sighting);
        }

        _cells.CountBytes(sighting);
        if (call.Protocol > CallProtocol.Tcp && _owners.CountsAsRequest(call, sighting.Direction))
        {
            _cells.CountRequest(sighting);
        }
    }

    private void CountIncrease(in CallSighting sighting, Owner owner)
    {
        ref readonly var call = ref sighting.Call;
        if (!_owners.CountsIncrease(call, owner, sighting.Direction))
        {
            return;
        }

        if (call.Connections > 0)
        {
            _cells.CountTls(call.Connections, sighting);
        }

        _cells.CountBytes(sighting);
        if (call is { Protocol: > CallProtocol.Tcp, Count: > 0 } && _owners.CountsRequestsOf(owner, sighting.Direction))
        {
            _cells.CountRequest(sighting);
        }
    }

    private void End(long stamp)
    {
        Clock.EndBatch();
        if (stamp - _lastSweep >= _sweepTicks)
        {
            Sweep(stamp);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TaskBlock Meet(Owner owner)
    {
        var task = _table.BlockOf(owner.Task ?? new TaskKey(owner.Namespace, "", ""));
        _cells.Introduce(task, owner);
        _memo.Remember(owner, task);
        return task;
    }

    private void Sweep(long now)
    {
        _lastSweep = now;
        if (_table.Expire(now, Clock.Acknowledged))
        {
            _memo.Forget();
        }
    }
}
