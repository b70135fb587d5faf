using System.Collections.Immutable;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>How many series a task has, by family.</summary>
public static class SeriesPerTask
{
    /// <summary>Series that one label set of a family has.</summary>
    public static int WeightOf(MetricFamily family) => family.Kind == MetricKind.Histogram ? family.Buckets.Length + 3 : 1;

    public static ForecastBasis BasisOf(MetricFamily family) =>
        IsMadeAtZero(family) ? ForecastBasis.Closed
        : family.Name == FlowFamilies.Identity.Name || family.Name == ConnectionFamilies.Peers.Name ? ForecastBasis.Given
        : ForecastBasis.Usual;

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
            _ => IsMadeAtZero(family) ? MostOf(family, options) : 0,
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

    private static bool IsMadeAtZero(MetricFamily family) => family.Name == FlowFamilies.Denials.Name || IsAboutTries(family);

    /// <summary>A try that talks to nobody has them, too.</summary>
    private static bool IsAboutTries(MetricFamily family) =>
        family.Name == ConnectionFamilies.Tries.Name || family.Name == ConnectionFamilies.Failures.Name || family.Name == ConnectionFamilies.MeshFindings.Name;

    private static int Product(MetricFamily family) => family.ClosedValues.Values.Aggregate(1, (product, values) => product * values.Length);

    /// <summary>A zero is not folded, it is left out; names fold into the one <c>_other</c>.</summary>
    private static int AlikeOf(MetricFamily family, TaskTraffic traffic, PrometheusOptions options) => BasisOf(family) switch
    {
        ForecastBasis.Given => Math.Min(1, SetsOf(family, traffic, options)),
        ForecastBasis.Usual => SetsOf(family, traffic, options),
        _ => family.Name == ConnectionFamilies.Tries.Name ? 1
            : traffic.Troubles > 0 && family.Name == FlowFamilies.Denials.Name ? 1
            : 0,
    };
}
