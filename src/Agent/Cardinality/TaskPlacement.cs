using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary>Deals the tasks of a plan out to its nodes in turn, so that no node has more than one task more than another. The first node
/// is then the fullest.</summary>
internal static class TaskPlacement
{
    /// <summary>What each node's agent counts.</summary>
    public static List<SeriesDemand>[] Of(ClusterPlan plan, PrometheusOptions budget)
    {
        var nodes = new List<SeriesDemand>[plan.Nodes];
        for (var node = 0; node < nodes.Length; node++)
        {
            nodes[node] = [];
        }

        var next = 0L;
        foreach (var dags in plan.Dags)
        {
            var demands = new Dictionary<int, SeriesDemand>();
            for (var dag = 0; dag < dags.Count; dag++)
            {
                next = Deal(nodes, next, dags, plan.NodesPerTask, demands, budget);
            }
        }

        return nodes;
    }

    /// <param name="next">Tasks dealt so far, once per node they run on.</param>
    /// <returns>The same after this DAG.</returns>
    private static long Deal(List<SeriesDemand>[] nodes, long next, DagPlan dag, int nodesPerTask, Dictionary<int, SeriesDemand> demands, PrometheusOptions budget)
    {
        var placements = (long)dag.Tasks * Math.Min(nodesPerTask, nodes.Length);
        for (var place = 0; place < Math.Min(placements, nodes.Length); place++)
        {
            var tasks = (int)((placements - place + nodes.Length - 1) / nodes.Length);
            if (!demands.TryGetValue(tasks, out var demand))
            {
                demands.Add(tasks, demand = SeriesPerTask.Of(dag.Traffic, tasks, budget));
            }

            nodes[(next + place) % nodes.Length].Add(demand);
        }

        return next + placements;
    }
}
