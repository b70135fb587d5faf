using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>Counts attributed flows per task: the <c>metrics</c> branch of the data path. One thread counts; scrapes read beside
/// it without locks. A flow counts once for each side that is a task and decides. As a metric source it reports the state of
/// its own budgets; the per-task series are read by <see cref="MetricRegistry"/> directly.</summary>
public sealed class FlowMetrics : IFlowConsumer, IMetricSource
{
    private const int Egress = 0;
    private const int Ingress = 1;
    private const byte PolicyVerdictEvent = 5;

    private static readonly MetricFamily LiveSeries = new("series", MetricKind.Gauge, "Series that exist, by budgeted metric family.", ["family"]) { ClosedValues = FamilyNames() };

    private static readonly MetricFamily FoldedSeries = new("series_folded_total", MetricKind.Counter, "New series that were folded into _other because a budget was spent: once per task and label set, and per connection for peers past a task's limit.", ["family"]) { ClosedValues = FamilyNames() };

    private static readonly MetricFamily ExpiredSeries = new("series_expired_total", MetricKind.Counter, "Series of idle tasks that were removed after a scrape had shown them; their values leave the sums with them.", ["family"]) { ClosedValues = FamilyNames() };

    private readonly SeriesFamily[] _families;
    private readonly SeriesTable _table;
    private readonly OwnerMemo _memo = new();
    private readonly FlowCells _cells;
    private readonly long _sweepTicks;
    private long _lastSweep;

    public FlowMetrics(PrometheusOptions options, TimeProvider time)
    {
        _families = [.. FlowFamilies.All.Select((definition, index) => new SeriesFamily(definition, index))];
        _table = new SeriesTable(options, _families, FlowCells.Chunks);
        _cells = new FlowCells(_table, _families, options.PeersPerTask);
        Clock = new ScrapeClock(time);
        // Often enough that a series does not outlive its time by more than a tenth, at most once a second: a sweep visits every task.
        _sweepTicks = Math.Clamp(options.SeriesTtl.Ticks / 10, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute);
    }

    public string Name => "metrics";

    public ImmutableArray<MetricFamily> Families => [LiveSeries, FoldedSeries, ExpiredSeries];

    /// <summary>The families counted per task.</summary>
    public static ImmutableArray<MetricFamily> TaskFamilies => FlowFamilies.All;

    internal IReadOnlyList<SeriesFamily> SeriesFamilies => _families;

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

        Clock.EndBatch();
        if (stamp - _lastSweep >= _sweepTicks)
        {
            Sweep(stamp);
        }
    }

    public void Collect(IMetricCollector collector)
    {
        foreach (var family in _families)
        {
            collector.Add(LiveSeries, family.Live, family.Definition.Name);
        }

        foreach (var family in _families)
        {
            collector.Add(FoldedSeries, family.Folded, family.Definition.Name);
        }

        foreach (var family in _families)
        {
            collector.Add(ExpiredSeries, family.Expired, family.Definition.Name);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> FamilyNames() =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("family", [.. FlowFamilies.All.Select(family => family.Name)]);

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

        if (flow.L7 is { Kind: L7Kind.Response } response)
        {
            _cells.CountResponse(response, sighting);
        }
        else if (IsConnectionAttempt(in flow, direction))
        {
            _cells.CountPeer(sighting);
        }
    }

    private static bool IsConnectionAttempt(in Flow flow, int direction) =>
        (flow.TcpFlags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn
        && flow.Protocol == L4Protocol.Tcp
        && flow.L7 is null
        && flow.ClientIsSource
        && flow.EventType != PolicyVerdictEvent
        && flow.Direction == (direction == Egress ? TrafficDirection.Egress : TrafficDirection.Ingress);

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
