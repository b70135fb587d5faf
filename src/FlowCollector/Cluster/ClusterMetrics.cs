using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Cluster;

/// <summary>What the agent says about its view of the cluster.</summary>
internal sealed class ClusterMetrics : IMetricSource
{
    private static readonly ImmutableArray<string> ErrorNames = Names<WatchError>();
    private static readonly ImmutableArray<string> RelistNames = Names<RelistReason>();
    private static readonly ImmutableArray<string> SkipNames = Names<SkipReason>();
    private static readonly ImmutableArray<string> ResourceNames = ["pods", "serviceaccounts", "namespaces"];

    private static readonly MetricFamily Up = Family(
        "cluster_watch_up", MetricKind.Gauge, "Whether the watch of this Kubernetes resource is established (1) or not (0).");

    private static readonly MetricFamily Objects = Family(
        "cluster_objects", MetricKind.Gauge, "Objects of this Kubernetes resource that are known now.");

    private static readonly MetricFamily Relists = Family(
        "cluster_relists_total", MetricKind.Counter, "Complete lists of this Kubernetes resource, by what made them necessary.", RelistNames);

    private static readonly MetricFamily Errors = Family(
        "cluster_watch_errors_total", MetricKind.Counter, "Failed lists and watches of this Kubernetes resource.", ErrorNames);

    private static readonly MetricFamily Skipped = Family(
        "cluster_objects_skipped_total", MetricKind.Counter, "Objects of this Kubernetes resource that could not be read.", SkipNames);

    private readonly ImmutableArray<WatchStatistics> _watches;

    public ClusterMetrics(ImmutableArray<WatchStatistics> watches) => _watches = watches;

    public ImmutableArray<MetricFamily> Families { get; } = [Up, Objects, Relists, Errors, Skipped];

    public void Collect(IMetricCollector collector)
    {
        foreach (var watch in _watches)
        {
            collector.Add(Up, watch.IsUp ? 1 : 0, watch.Resource);
        }

        foreach (var watch in _watches)
        {
            collector.Add(Objects, watch.Known.Count, watch.Resource);
        }

        AddAll(collector, Relists, RelistNames, (watch, reason) => watch.Relists((RelistReason)reason));
        AddAll(collector, Errors, ErrorNames, (watch, reason) => watch.Errors((WatchError)reason));
        AddAll(collector, Skipped, SkipNames, (watch, reason) => watch.Skipped((SkipReason)reason));
    }

    private void AddAll(IMetricCollector collector, MetricFamily family, ImmutableArray<string> reasons, Func<WatchStatistics, int, long> count)
    {
        foreach (var watch in _watches)
        {
            for (var reason = 0; reason < reasons.Length; reason++)
            {
                collector.Add(family, count(watch, reason), watch.Resource, reasons[reason]);
            }
        }
    }

    private static MetricFamily Family(string name, MetricKind kind, string help, ImmutableArray<string> reasons = default)
    {
        var closed = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("resource", ResourceNames);
        return reasons.IsDefault
            ? new MetricFamily(name, kind, help, ["resource"]) { ClosedValues = closed }
            : new MetricFamily(name, kind, help, ["resource", "reason"]) { ClosedValues = closed.Add("reason", reasons) };
    }

    /// <summary>Member names in snake_case, in the order of their values.</summary>
    private static ImmutableArray<string> Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
