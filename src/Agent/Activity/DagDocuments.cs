using System.Collections.Immutable;
using Windsock.Exporter.Activity;

namespace Windsock.Agent.Activity;

/// <summary>From counts to what is said of them. Pure.</summary>
internal static class DagDocuments
{
    /// <param name="counts">The same DAG may be there more than once: its counts are added up.</param>
    /// <param name="uptime">How long the agent has counted.</param>
    public static DagList Of(ImmutableArray<DagCounts> counts, int limit, DateTimeOffset at, TimeSpan uptime)
    {
        var dags = counts
            .GroupBy(dag => (dag.Namespace, dag.DagId))
            .Select(parts => new DagDocument
            {
                Namespace = parts.Key.Namespace,
                DagId = parts.Key.DagId,
                LastMinute = Figures(kind => parts.Sum(part => part.LastMinute[(int)kind])),
                SinceStart = Figures(kind => parts.Sum(part => part.Total[(int)kind])),
            })
            .OrderByDescending(dag => dag.LastMinute.Flows)
            .ThenByDescending(dag => dag.SinceStart.Flows)
            .ThenBy(dag => dag.Namespace, StringComparer.Ordinal)
            .ThenBy(dag => dag.DagId, StringComparer.Ordinal)
            .ToImmutableArray();
        return new DagList
        {
            At = at,
            LastMinuteSeconds = (int)Math.Clamp(uptime.TotalSeconds, 1, 60),
            Dags = [.. dags.Take(limit)],
            More = dags.Length > limit,
        };
    }

    private static DagFigures Figures(Func<ActivityKind, long> of) => new()
    {
        Flows = of(ActivityKind.Flows),
        Egress = of(ActivityKind.Egress),
        Ingress = of(ActivityKind.Ingress),
        Drops = of(ActivityKind.Drops),
        Denials = of(ActivityKind.Denials),
        DnsFailures = of(ActivityKind.DnsFailures),
        HttpErrors = of(ActivityKind.HttpErrors),
        NewPlaces = of(ActivityKind.NewPlaces),
        FailedTries = of(ActivityKind.FailedTries),
    };
}
