using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary>From a plan to the series that it will have.</summary>
internal static class CardinalityForecast
{
    /// <param name="ownSeries">Series of one agent about itself.</param>
    public static CardinalityDocument Of(ClusterPlan plan, PrometheusOptions budget, long ownSeries)
    {
        var families = MetricRegistry.TaskFamilies;
        var nodes = TaskPlacement.Of(plan, budget);
        var (live, folded) = (new long[families.Length], new long[families.Length]);
        var fullest = SeriesForecast.Of(nodes[0], budget);
        foreach (var forecast in nodes.Select(node => SeriesForecast.Of(node, budget)))
        {
            for (var index = 0; index < families.Length; index++)
            {
                live[index] += forecast[index].Live;
                folded[index] += forecast[index].Folded;
            }
        }

        return new CardinalityDocument
        {
            Dags = plan.DagCount,
            Tasks = plan.TaskCount,
            Nodes = plan.Nodes,
            NodesPerTask = plan.NodesPerTask,
            Budget = BudgetDocument.Of(budget),
            Families =
            [
                .. families.Select((family, index) => new FamilySeries
                {
                    Family = family.Name,
                    Basis = CardinalityWords.Of(SeriesPerTask.BasisOf(family)),
                    PerTask = PerTask(plan, dag => SeriesPerTask.SetsOf(family, dag.Traffic, budget)) * SeriesPerTask.WeightOf(family),
                    MostPerTask = SeriesPerTask.MostOf(family, budget) * SeriesPerTask.WeightOf(family),
                    FullestNode = fullest[index].Live,
                    Cluster = live[index],
                    FoldedOnFullestNode = fullest[index].Folded,
                    Folded = folded[index],
                }),
            ],
            OwnSeriesPerAgent = ownSeries,
            FullestNode = fullest.Sum(family => family.Live) + ownSeries,
            Cluster = live.Sum() + (ownSeries * plan.Nodes),
        };
    }

    /// <summary>The mean over all tasks.</summary>
    private static double PerTask(ClusterPlan plan, Func<DagPlan, int> sets) =>
        Math.Round(plan.Dags.Sum(dag => (double)dag.Count * dag.Tasks * sets(dag)) / plan.TaskCount, 2);
}
