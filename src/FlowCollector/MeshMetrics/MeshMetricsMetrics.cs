using System.Collections.Immutable;
using Windsock.FlowCollector.MeshMetrics.Scraping;
using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>What the agent says about its looks at the mesh's proxies.</summary>
/// <param name="counts">Null: nobody looks, and there is no series.</param>
internal sealed class MeshMetricsMetrics(MeshMetricsCounts? counts, MeshPods? pods) : IMetricSource
{
    private static readonly ImmutableArray<string> Outcomes = Names<ScrapeOutcome>();
    private static readonly ImmutableArray<string> Reasons = Names<PassedOver>();
    private static readonly ImmutableArray<string> Proxies = ["sidecar", "ztunnel"];

    private static readonly MetricFamily Scrapes = new(
        "mesh_scrapes_total", MetricKind.Counter, "Looks at the counters of mesh proxies, by how they ended: access_log and address_shared: not made, because the pod sends an access log, or because two pods have its address; another_pod: the page speaks of another pod than the one that was asked.", ["proxy", "outcome"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("proxy", Proxies).Add("outcome", Outcomes),
    };

    private static readonly MetricFamily Targets = new("mesh_scrape_targets", MetricKind.Gauge, "Mesh proxies that are looked at.", ["proxy"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("proxy", Proxies),
    };

    private static readonly MetricFamily Series = new("mesh_scrape_series", MetricKind.Gauge, "Series of mesh proxies whose last value is remembered.", []);

    private static readonly MetricFamily Refused = new(
        "mesh_scrape_pods_refused_total", MetricKind.Counter, "Changes of pods that were left out because too many pods are in view.", []);

    private static readonly MetricFamily PassedOverFamily = new(
        "mesh_series_passed_over_total", MetricKind.Counter, "Series on pages of mesh proxies that have grown, or may have, and were not used. baseline: seen for the first time, counting since nobody knows when; access_log: the pod's access log began; other_reporter: a waypoint reports; series_limit: more than istio.metrics.seriesLimit; repeated: twice on one page; another_pod: about another pod than the one that was asked; of ztunnels: no_pod: no pod of this agent's; not_certain: it may be one of several pods; own_proxy: the pod's sidecar counts it.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", Reasons),
    };

    public ImmutableArray<MetricFamily> Families { get; } = [Scrapes, Targets, Series, Refused, PassedOverFamily];

    public void Collect(IMetricCollector collector)
    {
        if (counts is null || pods is null)
        {
            return;
        }

        for (var outcome = 0; outcome < Outcomes.Length; outcome++)
        {
            collector.Add(Scrapes, counts.Of(TargetKind.Sidecar, (ScrapeOutcome)outcome), "sidecar", Outcomes[outcome]);
            collector.Add(Scrapes, counts.Of(TargetKind.Ztunnel, (ScrapeOutcome)outcome), "ztunnel", Outcomes[outcome]);
        }

        collector.Add(Targets, counts.Sidecars, "sidecar");
        collector.Add(Targets, counts.Ztunnels, "ztunnel");
        collector.Add(Series, counts.Series);
        collector.Add(Refused, pods.Refused);
        for (var reason = 0; reason < Reasons.Length; reason++)
        {
            collector.Add(PassedOverFamily, counts.Of((PassedOver)reason), Reasons[reason]);
        }
    }

    /// <summary>Member names in snake_case, in the order of their values.</summary>
    private static ImmutableArray<string> Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
