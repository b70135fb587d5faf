using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane.Watching;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>What the agent says about its watches of Crossplane's types, all types together.</summary>
/// <param name="watches">Null: nothing is watched, and there is no series.</param>
internal sealed class CrossplaneMetrics(CrossplaneWatches? watches) : IMetricSource
{
    private static readonly ImmutableArray<ResourceRole> Roles = [.. Enum.GetValues<ResourceRole>()];
    private static readonly ImmutableArray<string> RoleNames = [.. Roles.Select(PlatformNames.Of)];
    private static readonly ImmutableArray<string> RelistNames = Names<RelistReason>();
    private static readonly ImmutableArray<string> ErrorNames = Names<WatchError>();

    private static readonly MetricFamily Types = Of("crossplane_types", MetricKind.Gauge, "Types of resources that are Crossplane's by their categories.", "role", RoleNames);
    private static readonly MetricFamily Up = Of("crossplane_watches_up", MetricKind.Gauge, "Types of Crossplane's whose watch is established.", "role", RoleNames);
    private static readonly MetricFamily LeftOut = new("crossplane_types_left_out", MetricKind.Gauge, "Types of Crossplane's that are not watched because platform.crossplane.maxTypes are.", []);
    private static readonly MetricFamily Objects = Of("crossplane_objects", MetricKind.Gauge, "Resources of Crossplane's that are known.", "role", RoleNames);
    private static readonly MetricFamily Refused = new("crossplane_objects_refused_total", MetricKind.Counter, "Times a resource of Crossplane's was left out because platform.crossplane.maxObjects were known.", []);
    private static readonly MetricFamily Relists = Of("crossplane_relists_total", MetricKind.Counter, "Complete lists of a type of Crossplane's that were taken in, by why they were asked for.", "reason", RelistNames);
    private static readonly MetricFamily Errors = Of("crossplane_watch_errors_total", MetricKind.Counter, "Failed lists and watches of Crossplane's types, by reason.", "reason", ErrorNames);

    public ImmutableArray<MetricFamily> Families { get; } = [Types, Up, LeftOut, Objects, Refused, Relists, Errors];

    public void Collect(IMetricCollector collector)
    {
        if (watches is null)
        {
            return;
        }

        EachRole(collector, Types, role => watches.Types.Count(type => type.Role == role));
        EachRole(collector, Up, role => watches.All.Count(watch => watch.Type.Role == role && watch.Statistics.IsUp));
        collector.Add(LeftOut, watches.LeftOut);
        EachRole(collector, Objects, watches.ObjectsOf);
        collector.Add(Refused, watches.Refused);
        for (var reason = 0; reason < RelistNames.Length; reason++)
        {
            collector.Add(Relists, watches.Counts.Relists((RelistReason)reason), RelistNames[reason]);
        }

        for (var error = 0; error < ErrorNames.Length; error++)
        {
            collector.Add(Errors, watches.Counts.Errors((WatchError)error), ErrorNames[error]);
        }
    }

    private static void EachRole(IMetricCollector collector, MetricFamily family, Func<ResourceRole, int> count)
    {
        foreach (var role in Roles)
        {
            collector.Add(family, count(role), PlatformNames.Of(role));
        }
    }

    private static MetricFamily Of(string name, MetricKind kind, string help, string label, ImmutableArray<string> values) =>
        new(name, kind, help, [label]) { ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, values) };

    private static ImmutableArray<string> Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
