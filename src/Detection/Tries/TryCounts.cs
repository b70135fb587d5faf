using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Detection.Tries;

/// <summary>Why something that was remembered about tries had to be given up.</summary>
internal enum TryEviction : byte
{
    /// <summary>An ended try, when too many were kept.</summary>
    EndedLimit,

    /// <summary>A running try, when there were too many of them alone: it will not be reported.</summary>
    OpenLimit,

    PodLimit,

    PeerLimit,

    NameLimit,

    /// <summary>What a task is used to, when too many tasks were remembered.</summary>
    HabitLimit,
}

/// <summary>What the ledgers of tries count about themselves. Raised by the thread that keeps them, read by any.</summary>
internal sealed class TryCounts : IMetricSource
{
    private static readonly ImmutableArray<string> ReasonNames = ["ended_limit", "open_limit", "pod_limit", "peer_limit", "name_limit", "habit_limit"];

    private static readonly MetricFamily OpenFamily = new(
        "tries_open", MetricKind.Gauge, "Tries that run, or have ended so lately that they are not reported yet.", []);

    private static readonly MetricFamily KeptFamily = new("tries_kept", MetricKind.Gauge, "Ended tries that can be asked about.", []);

    private static readonly MetricFamily CapacityFamily = new("tries_capacity", MetricKind.Gauge, "Tries that can be kept at once, running and ended.", []);

    private static readonly MetricFamily ReportedFamily = new(
        "tries_reported_total", MetricKind.Counter, "Ended tries that were reported; again, when what was said about one has changed.", ["report"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("report", ["first", "again"]),
    };

    private static readonly MetricFamily UnobservedFamily = new(
        "tries_unobserved_total", MetricKind.Counter, "Tries that are not reported because they had ended before anything of them was seen.", []);

    private static readonly MetricFamily ReopenedFamily = new(
        "tries_reopened_total", MetricKind.Counter, "Ended tries that went on in another pod.", []);

    private static readonly MetricFamily MergedFamily = new(
        "tries_merged_total", MetricKind.Counter, "Ledgers that turned out to be of one try.", []);

    private static readonly MetricFamily ExpiredFamily = new(
        "tries_expired_total", MetricKind.Counter, "Ended tries that were forgotten because their time was over.", []);

    private static readonly MetricFamily EvictionsFamily = new(
        "try_evictions_total", MetricKind.Counter, "Things that were remembered about tries and given up, or left out, because there were too many.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", ReasonNames),
    };

    private readonly Counter[] _evictions = [.. ReasonNames.Select(_ => new Counter())];
    private int _open;
    private int _kept;

    public TryCounts(int capacity) => Capacity = capacity;

    public ImmutableArray<MetricFamily> Families { get; } =
    [
        OpenFamily, KeptFamily, CapacityFamily, ReportedFamily, UnobservedFamily, ReopenedFamily, MergedFamily, ExpiredFamily, EvictionsFamily,
    ];

    public int Capacity { get; }

    public int Open
    {
        get => Volatile.Read(ref _open);
        set => Volatile.Write(ref _open, value);
    }

    public int Kept
    {
        get => Volatile.Read(ref _kept);
        set => Volatile.Write(ref _kept, value);
    }

    public Counter ReportedFirst { get; } = new();

    public Counter ReportedAgain { get; } = new();

    public Counter Unobserved { get; } = new();

    public Counter Reopened { get; } = new();

    public Counter Merged { get; } = new();

    public Counter Expired { get; } = new();

    public void CountEviction(TryEviction reason) => _evictions[(int)reason].Add();

    public long EvictedBecause(TryEviction reason) => _evictions[(int)reason].Value;

    public void Collect(IMetricCollector collector)
    {
        collector.Add(OpenFamily, Open);
        collector.Add(KeptFamily, Kept);
        collector.Add(CapacityFamily, Capacity);
        collector.Add(ReportedFamily, ReportedFirst.Value, "first");
        collector.Add(ReportedFamily, ReportedAgain.Value, "again");
        collector.Add(UnobservedFamily, Unobserved.Value);
        collector.Add(ReopenedFamily, Reopened.Value);
        collector.Add(MergedFamily, Merged.Value);
        collector.Add(ExpiredFamily, Expired.Value);
        for (var reason = 0; reason < _evictions.Length; reason++)
        {
            collector.Add(EvictionsFamily, _evictions[reason].Value, ReasonNames[reason]);
        }
    }
}
