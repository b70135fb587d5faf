using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>What the budgets of one agent make of what its DAGs would have: the decisions of the table of series, worked out instead of
/// played, for DAGs that come one after the other.</summary>
public static class SeriesForecast
{
    /// <summary>One entry per family, in the order of <see cref="MetricRegistry.TaskFamilies"/>.</summary>
    public static ImmutableArray<FamilyForecast> Of(IReadOnlyCollection<SeriesDemand> dags, PrometheusOptions options) =>
        [.. MetricRegistry.TaskFamilies.Select((family, index) => Of(family, index, dags, options))];

    private static FamilyForecast Of(MetricFamily family, int index, IReadOnlyCollection<SeriesDemand> dags, PrometheusOptions options)
    {
        var weight = SeriesPerTask.WeightOf(family);
        var ownLimit = options.SeriesPerFamily - (options.SeriesPerFamily / 10);
        var isMadeAtZero = SeriesPerTask.FoldingOf(family) == SeriesFolding.Zero;
        long wanted = 0, own = 0, others = 0, shared = 0, tasks = 0;
        foreach (var dag in dags)
        {
            var kept = Math.Clamp(options.SeriesPerFamily - tasks, 0, dag.Tasks);
            tasks += kept;
            wanted += dag.Sets[index];

            var mine = Math.Min(dag.Sets[index] * kept / Math.Max(1, dag.Tasks), Math.Min(options.SeriesPerDag / weight, Room(ownLimit)));
            own += mine;

            // A zero that has no room is left out; a group of zeros that has some room has it for what happens, too.
            var missing = dag.Sets[index] - mine;
            var alike = dag.Alike[index];
            var over = Math.Min(alike, isMadeAtZero ? missing * alike * dag.Tasks / Math.Max(1, dag.Sets[index]) : missing);

            // A DAG of which no task is told apart has no overflow of its own either.
            var fits = kept == 0 ? 0 : Math.Min(over, Room(options.SeriesPerFamily));
            others += fits;
            shared = Math.Max(shared, over - fits);
        }

        return new FamilyForecast(family, wanted * weight, own * weight, (others + shared) * weight);

        // In label sets.
        long Room(int limit) => Math.Max(0, limit - ((own + others + shared) * weight)) / weight;
    }
}
