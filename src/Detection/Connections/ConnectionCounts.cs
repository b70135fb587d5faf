using System.Collections.Immutable;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Metrics;

namespace Windsock.Detection.Connections;

/// <summary>Why something that was remembered had to be given up.</summary>
internal enum GiveUpReason : byte
{
    /// <summary>The table was full and the outcome had not been said: it became unknown.</summary>
    TableFullUndecided,

    /// <summary>The table was full; the outcome had been said.</summary>
    TableFullReported,

    /// <summary>An ICMP unreachable, when too many were held.</summary>
    UnreachableLimit,

    /// <summary>A DNS name of a pod that knew too many.</summary>
    PodNameLimit,

    /// <summary>The DNS names of a pod, when all pods together knew too many.</summary>
    NameLimit,
}

/// <summary>What the tracking of connections counts about itself. Raised by the thread that tracks, read by any.</summary>
internal sealed class ConnectionCounts : IMetricSource
{
    private static readonly ImmutableArray<string> UseNames =
    [
        "tracked", "not_a_task", "socket", "other_event", "other_protocol", "other_icmp", "unclear_direction", "dropped_midway", "proxy_leg",
        "stale", "given_up",
    ];

    private static readonly ImmutableArray<string> ReasonNames =
        ["table_full_undecided", "table_full_reported", "unreachable_limit", "pod_name_limit", "name_limit"];

    private static readonly MetricFamily OpenFamily = new(
        "connection_table_entries", MetricKind.Gauge, "Connections that are followed or remembered.", []);

    private static readonly MetricFamily CapacityFamily = new(
        "connection_table_capacity", MetricKind.Gauge, "Connections that can be followed or remembered at once.", []);

    private static readonly MetricFamily EventsFamily = new(
        "connection_flow_events_total", MetricKind.Counter, "Flow events by what they told about a connection of a task.", ["use"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("use", UseNames),
    };

    private static readonly MetricFamily SeenFamily = new(
        "connections_seen_total", MetricKind.Counter, "Connections that entered the table.", []);

    private static readonly MetricFamily ReportedFamily = new(
        "connections_reported_total", MetricKind.Counter, "Connections whose outcome was said, unknown ones among them.", []);

    private static readonly MetricFamily DiscardedFamily = new(
        "connections_discarded_total", MetricKind.Counter, "Entries that turned out to be no connection of a task.", []);

    private static readonly MetricFamily ExpiredFamily = new(
        "connections_expired_total", MetricKind.Counter, "Connections that were forgotten some time after their outcome was said.", []);

    private static readonly MetricFamily GivenUpFamily = new(
        "connection_evictions_total", MetricKind.Counter, "Things that were remembered about connections and given up because a table was full.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", ReasonNames),
    };

    private static readonly MetricFamily LateFamily = new(
        "connection_late_resets_total", MetricKind.Counter, "Connections that were reset after they had been reported as established.", []);

    private static readonly MetricFamily UnmatchedFamily = new(
        "connection_unreachable_unmatched_total", MetricKind.Counter, "ICMP unreachables that do not mean exactly one waiting connection.", []);

    private static readonly MetricFamily NamesFamily = new(
        "peer_names", MetricKind.Gauge, "Addresses that are known by the DNS names under which pods asked for them.", []);

    private readonly long[] _events = new long[UseNames.Length];
    private readonly Counter[] _givenUp = [.. ReasonNames.Select(_ => new Counter())];
    private int _open;
    private int _names;

    public ConnectionCounts(int capacity) => Capacity = capacity;

    public ImmutableArray<MetricFamily> Families { get; } =
    [
        OpenFamily, CapacityFamily, EventsFamily, SeenFamily, ReportedFamily, DiscardedFamily, ExpiredFamily, GivenUpFamily, LateFamily,
        UnmatchedFamily, NamesFamily,
    ];

    public int Capacity { get; }

    public int Open
    {
        get => Volatile.Read(ref _open);
        set => Volatile.Write(ref _open, value);
    }

    public int Names
    {
        get => Volatile.Read(ref _names);
        set => Volatile.Write(ref _names, value);
    }

    public Counter Seen { get; } = new();

    public Counter Reported { get; } = new();

    public Counter Discarded { get; } = new();

    public Counter Expired { get; } = new();

    public Counter LateResets { get; } = new();

    public Counter UnmatchedUnreachables { get; } = new();

    /// <summary>Once per flow event. One thread counts, so a plain addition will do; others read whole numbers.</summary>
    public void Count(FlowUse use)
    {
        ref var count = ref _events[(int)use];
        Volatile.Write(ref count, count + 1);
    }

    public long EventsUsed(FlowUse use) => Volatile.Read(ref _events[(int)use]);

    public void CountGivenUp(GiveUpReason reason) => _givenUp[(int)reason].Add();

    public long GivenUp(GiveUpReason reason) => _givenUp[(int)reason].Value;

    public void Collect(IMetricCollector collector)
    {
        collector.Add(OpenFamily, Open);
        collector.Add(CapacityFamily, Capacity);
        for (var use = 0; use < _events.Length; use++)
        {
            collector.Add(EventsFamily, EventsUsed((FlowUse)use), UseNames[use]);
        }

        collector.Add(SeenFamily, Seen.Value);
        collector.Add(ReportedFamily, Reported.Value);
        collector.Add(DiscardedFamily, Discarded.Value);
        collector.Add(ExpiredFamily, Expired.Value);
        for (var reason = 0; reason < _givenUp.Length; reason++)
        {
            collector.Add(GivenUpFamily, _givenUp[reason].Value, ReasonNames[reason]);
        }

        collector.Add(LateFamily, LateResets.Value);
        collector.Add(UnmatchedFamily, UnmatchedUnreachables.Value);
        collector.Add(NamesFamily, Names);
    }
}
