using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Attribution;

/// <summary>Why something that was remembered had to be given up.</summary>
internal enum EvictionReason : byte { PodLimit, TombstoneLimit, AddressHistory, SiblingLimit, EndpointLimit, PeerLimit, NodeLimit }

/// <summary>What attribution counts about itself. Raised by the thread that attributes, read by any.</summary>
internal sealed class AttributionCounts : IMetricSource
{
    private static readonly ImmutableArray<string> ReasonNames =
        ["pod_limit", "tombstone_limit", "address_history", "sibling_limit", "endpoint_limit", "peer_limit", "node_limit"];

    private static readonly MetricFamily PodsFamily = new(
        "attribution_pods", MetricKind.Gauge, "Running pods that flows can be attributed to.", []);

    private static readonly MetricFamily TombstonesFamily = new(
        "attribution_tombstones", MetricKind.Gauge, "Ended pods that are still remembered for late flows.", []);

    private static readonly MetricFamily ClaimsFamily = new(
        "airflow_claims_outside_namespaces", MetricKind.Gauge, "Remembered pods outside the configured Airflow namespaces whose labels claim to be Airflow.", []);

    private static readonly MetricFamily EvictionsFamily = new(
        "attribution_evictions_total", MetricKind.Counter, "Things attribution remembered and gave up because a table was full.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", ReasonNames),
    };

    private static readonly MetricFamily DisagreementsFamily = new(
        "attribution_name_ip_disagreements_total", MetricKind.Counter, "Sides of flows whose pod name and IP address belong to different pods.", []);

    private static readonly MetricFamily RecoveriesFamily = new(
        "attribution_recovered_ids_total", MetricKind.Counter, "Pods whose hashed ids were recovered.", []);

    private static readonly MetricFamily AccessLogFlowsFamily = new(
        "attribution_access_log_flows_total", MetricKind.Counter, "Flow events of connections that proxies send their access logs to this agent by. No task has caused them: they count for none.", []);

    private readonly Counter[] _evictions = [.. ReasonNames.Select(_ => new Counter())];
    private int _pods;
    private int _tombstones;
    private int _claims;

    public ImmutableArray<MetricFamily> Families { get; } =
        [PodsFamily, TombstonesFamily, ClaimsFamily, EvictionsFamily, DisagreementsFamily, RecoveriesFamily, AccessLogFlowsFamily];

    public int Pods
    {
        get => Volatile.Read(ref _pods);
        set => Volatile.Write(ref _pods, value);
    }

    public int Tombstones
    {
        get => Volatile.Read(ref _tombstones);
        set => Volatile.Write(ref _tombstones, value);
    }

    public int ClaimingPods
    {
        get => Volatile.Read(ref _claims);
        set => Volatile.Write(ref _claims, value);
    }

    public Counter Disagreements { get; } = new();

    public Counter Recoveries { get; } = new();

    public Counter AccessLogFlows { get; } = new();

    public void CountEviction(EvictionReason reason) => _evictions[(int)reason].Add();

    public long EvictedBecause(EvictionReason reason) => _evictions[(int)reason].Value;

    public void Collect(IMetricCollector collector)
    {
        collector.Add(PodsFamily, Pods);
        collector.Add(TombstonesFamily, Tombstones);
        collector.Add(ClaimsFamily, ClaimingPods);
        for (var reason = 0; reason < _evictions.Length; reason++)
        {
            collector.Add(EvictionsFamily, _evictions[reason].Value, ReasonNames[reason]);
        }

        collector.Add(DisagreementsFamily, Disagreements.Value);
        collector.Add(RecoveriesFamily, Recoveries.Value);
        collector.Add(AccessLogFlowsFamily, AccessLogFlows.Value);
    }
}
