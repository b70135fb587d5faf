using Windsock.Exporter.Prometheus;

namespace Windsock.Agent.Cardinality;

/// <summary>The limits of section <c>metrics</c> that were reckoned with.</summary>
internal sealed record BudgetDocument
{
    public required int SeriesPerFamily { get; init; }

    public required int SeriesPerDag { get; init; }

    public required int PeersPerTask { get; init; }

    public static BudgetDocument Of(PrometheusOptions options) => new()
    {
        SeriesPerFamily = options.SeriesPerFamily,
        SeriesPerDag = options.SeriesPerDag,
        PeersPerTask = options.PeersPerTask,
    };
}
