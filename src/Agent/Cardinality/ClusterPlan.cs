using System.Collections.Immutable;

namespace Windsock.Agent.Cardinality;

/// <summary>DAGs, and where their tasks run.</summary>
/// <param name="Nodes">Nodes that run pods of tasks, each with an agent; 1 for an agent that watches the whole cluster.</param>
/// <param name="NodesPerTask">Nodes on which a task runs while its series live: one run after the other may be placed elsewhere.</param>
internal sealed record ClusterPlan(ImmutableArray<DagPlan> Dags, int Nodes, int NodesPerTask)
{
    public const int MaxDags = 100_000;
    public const int MaxTasks = 100_000;
    public const int MaxNodes = 10_000;

    /// <summary>Pairs of a task and a node; more of them would take minutes and gigabytes.</summary>
    public const long MaxPlacements = 10_000_000;

    public long DagCount => Dags.Sum(dag => (long)dag.Count);

    public long TaskCount => Dags.Sum(dag => (long)dag.Count * dag.Tasks);

    /// <summary>Pairs of a task and a node.</summary>
    public long Placements => TaskCount * Math.Min(NodesPerTask, Nodes);
}
