using System.Collections.Immutable;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Stages;

/// <summary>The books of attribution: every decoded flow is counted exactly once, by kind and class, or as filtered.</summary>
public sealed class AttributionCounts : IMetricSource
{
    private static readonly string[] Kinds = ["task", "component", "other"];
    private static readonly string[] Classes = ["exact", "inferred", "ambiguous", "unknown"];

    private static readonly MetricFamily Attributed = new(
        "attribution_total", MetricKind.Counter, "Decoded flow events by what they concern and how sure that is.", ["kind", "class"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("kind", [.. Kinds]).Add("class", [.. Classes]),
    };

    private static readonly MetricFamily Waiting = new(
        "waiting_flows", MetricKind.Gauge, "Flows that wait for their pod to become known.", []);

    private static readonly MetricFamily WaitRoomFull = new(
        "wait_room_full_total", MetricKind.Counter, "Times the wait room filled up: until it has room again, flows are answered at once.", []);

    private readonly long[] _counts = new long[Kinds.Length * Classes.Length];
    private long _filtered;
    private long _waiting;
    private long _roomFull;

    public ImmutableArray<MetricFamily> Families => [Attributed, Waiting, WaitRoomFull];

    /// <summary>Flows left to the client's node to count.</summary>
    public long Filtered => Volatile.Read(ref _filtered);

    /// <summary>Flows in the wait room now.</summary>
    public long WaitingNow => Volatile.Read(ref _waiting);

    public long Total => _counts.Sum();

    public long Of(AttributionKind kind, AttributionClass @class) => Volatile.Read(ref _counts[((int)kind * Classes.Length) + (int)@class]);

    public void Collect(IMetricCollector collector)
    {
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            for (var @class = 0; @class < Classes.Length; @class++)
            {
                collector.Add(Attributed, Of((AttributionKind)kind, (AttributionClass)@class), Kinds[kind], Classes[@class]);
            }
        }

        collector.Add(Waiting, WaitingNow);
        collector.Add(WaitRoomFull, Volatile.Read(ref _roomFull));
    }

    // Only the attribution stage writes; a scrape reads each number whole.
    internal void Count(in FlowAttribution attribution) => _counts[((int)attribution.Kind * Classes.Length) + (int)attribution.Class]++;

    internal void CountFiltered() => _filtered++;

    internal void CountWaited(bool hasRoomLeft) => _roomFull += hasRoomLeft ? 0 : 1;

    internal void SetWaiting(int flows) => Volatile.Write(ref _waiting, flows);
}
