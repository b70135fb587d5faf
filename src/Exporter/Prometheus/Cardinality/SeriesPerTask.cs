using System.Collections.Immutable;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Platform;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>How many series a task has, by family.</summary>
public static class SeriesPerTask
{
    /// <summary>Series that one label set of a family has.</summary>
    public static int WeightOf(MetricFamily family) => family.Kind == MetricKind.Histogram ? family.Buckets.Length + 3 : 1;

    public static ForecastBasis BasisOf(MetricFamily family) =>
        IsIntroduced(family) ? ForecastBasis.Closed
        : IsNamed(family) || IsMadeAtZero(family) ? ForecastBasis.Given
        : ForecastBasis.Usual;

    /// <summary>What becomes of a series of the family for which there is no room.</summary>
    public static SeriesFolding FoldingOf(MetricFamily family) =>
        IsNamed(family) ? SeriesFolding.Name : IsMadeAtZero(family) ? SeriesFolding.Zero : SeriesFolding.Value;

    /// <summary>What tasks with this traffic would have without the budgets of families and DAGs.</summary>
    /// <param name="tasks">Not negative.</param>
    public static SeriesDemand Of(TaskTraffic traffic, int tasks, PrometheusOptions options)
    {
        var families = MetricRegistry.TaskFamilies;
        return new SeriesDemand(
            tasks,
            [.. families.Select(family => (long)tasks * SetsOf(family, traffic, options))],
            [.. families.Select(family => AlikeOf(family, traffic, options))]);
    }

    /// <summary>Label sets of one task.</summary>
    public static int SetsOf(MetricFamily family, TaskTraffic traffic, PrometheusOptions options)
    {
        if (OfPlatform(family, traffic) is { } ofPlatform)
        {
            return ofPlatform;
        }

        if (traffic.Peers == 0)
        {
            return IsAboutTries(family) ? MostOf(family, options) : 0;
        }

        var directions = traffic.Directions;
        return family.Name switch
        {
            // One more for the DNS server, which is asked over UDP.
            var name when name == FlowFamilies.FlowEvents.Name => (directions * (traffic.KindsOfPeer + traffic.Troubles)) + 1,
            var name when name == FlowFamilies.Drops.Name => directions * traffic.Troubles,
            var name when name == FlowFamilies.HttpRequests.Name => directions * traffic.Requests,
            var name when name == FlowFamilies.HttpDuration.Name => traffic.Requests > 0 ? directions : 0,
            var name when name == FlowFamilies.DnsQueries.Name => traffic.DnsCodes,
            var name when name == FlowFamilies.Identity.Name => 1,
            var name when name == FlowFamilies.SentBytes.Name || name == FlowFamilies.ReceivedBytes.Name || name == FlowFamilies.TlsConnections.Name => traffic.HasMesh ? directions : 0,
            var name when name == ConnectionFamilies.Connections.Name => directions * (traffic.KindsOfPeer + traffic.Troubles),
            var name when name == ConnectionFamilies.Setup.Name => directions,
            var name when name == ConnectionFamilies.Peers.Name => traffic.Peers > options.PeersPerTask ? options.PeersPerTask + 1 : traffic.Peers,
            _ => IsIntroduced(family) ? MostOf(family, options) : 0,
        };
    }

    /// <summary>Label sets that one task can have at most, whatever it does.</summary>
    public static int MostOf(MetricFamily family, PrometheusOptions options) => family.Name switch
    {
        var name when name == FlowFamilies.Denials.Name => FlowLabels.Denials.Length,
        var name when name == FlowFamilies.HttpRequests.Name => Product(family) * FlowLabels.Codes.Length,
        var name when name == FlowFamilies.Identity.Name => FlowCells.MaxIdentitiesPerTask + 1,
        var name when name == ConnectionFamilies.Peers.Name => options.PeersPerTask + 1,
        _ => Product(family),
    };

    /// <summary>Its series are there at zero before the first of them is counted.</summary>
    private static bool IsMadeAtZero(MetricFamily family) =>
        IsIntroduced(family) || family.Name == PlatformFamilies.Failures.Name || family.Name == PlatformFamilies.Troubles.Name;

    /// <summary>Every task has all of them.</summary>
    private static bool IsIntroduced(MetricFamily family) => family.Name == FlowFamilies.Denials.Name || IsAboutTries(family);

    /// <summary>Names fold into the one <c>_other</c>.</summary>
    private static bool IsNamed(MetricFamily family) => family.Name == FlowFamilies.Identity.Name || family.Name == ConnectionFamilies.Peers.Name;

    /// <summary>Null for a family that is not about the platform.</summary>
    private static int? OfPlatform(MetricFamily family, TaskTraffic traffic) => family.Name switch
    {
        var name when name == PlatformFamilies.Actions.Name => traffic.AskedSystems * (traffic.Actions + traffic.Troubles),
        var name when name == PlatformFamilies.Failures.Name => traffic.AskedSystems * PlatformLabels.FailureCauses.Length,
        var name when name == PlatformFamilies.LockWait.Name || name == PlatformFamilies.LockHeld.Name => traffic.HasStateLocks ? 1 : 0,
        var name when name == PlatformFamilies.Ready.Name => traffic.HasClaims ? 1 : 0,
        var name when name == PlatformFamilies.Troubles.Name => traffic.HasClaims ? PlatformLabels.TroubleCauses.Length : 0,
        var name when name == PlatformFamilies.CloudCalls.Name => traffic.CloudCalls,
        _ => null,
    };

    /// <summary>A try that talks to nobody has them, too.</summary>
    private static bool IsAboutTries(MetricFamily family) =>
        family.Name == ConnectionFamilies.Tries.Name || family.Name == ConnectionFamilies.Failures.Name || family.Name == ConnectionFamilies.MeshFindings.Name;

    private static int Product(MetricFamily family) => family.ClosedValues.Values.Aggregate(1, (product, values) => product * values.Length);

    /// <summary>A zero is not folded, it is left out.</summary>
    private static int AlikeOf(MetricFamily family, TaskTraffic traffic, PrometheusOptions options)
    {
        var sets = SetsOf(family, traffic, options);
        return FoldingOf(family) switch
        {
            SeriesFolding.Name => Math.Min(1, sets),
            SeriesFolding.Value => sets,
            _ => HappeningOf(family, traffic),
        };
    }

    /// <summary>Of the series that are made at zero, those that are then counted.</summary>
    private static int HappeningOf(MetricFamily family, TaskTraffic traffic) => family.Name switch
    {
        var name when name == ConnectionFamilies.Tries.Name => 1,
        var name when name == FlowFamilies.Denials.Name => traffic.Troubles > 0 ? 1 : 0,
        var name when name == PlatformFamilies.Failures.Name => traffic.Troubles > 0 ? traffic.AskedSystems : 0,
        var name when name == PlatformFamilies.Troubles.Name => traffic.Troubles > 0 && traffic.HasClaims ? 1 : 0,
        _ => 0,
    };
}
