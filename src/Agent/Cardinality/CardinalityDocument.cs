using System.Collections.Immutable;

namespace Windsock.Agent.Cardinality;

/// <summary>What <c>windsock cardinality</c> says of a plan.</summary>
internal sealed record CardinalityDocument
{
    public required long Dags { get; init; }

    /// <summary>Tasks of all DAGs together.</summary>
    public required long Tasks { get; init; }

    public required int Nodes { get; init; }

    public required int NodesPerTask { get; init; }

    public required BudgetDocument Budget { get; init; }

    public required ImmutableArray<FamilySeries> Families { get; init; }

    /// <summary>Series that an agent has about itself just after its start, with default settings.</summary>
    public required long OwnSeriesPerAgent { get; init; }

    /// <summary>All series on the page of the agent with the most tasks.</summary>
    public required long FullestNode { get; init; }

    /// <summary>All series of all agents, as one Prometheus that scrapes them holds.</summary>
    public required long Cluster { get; init; }
}

/// <summary>One family of a plan.</summary>
internal sealed record FamilySeries
{
    /// <summary>Without the prefix.</summary>
    public required string Family { get; init; }

    /// <summary><c>closed</c>, <c>given</c> or <c>usual</c>.</summary>
    public required string Basis { get; init; }

    /// <summary>Mean over all tasks, before any budget.</summary>
    public required double PerTask { get; init; }

    /// <summary>What one task can have if it does everything there is a label value for.</summary>
    public required long MostPerTask { get; init; }

    /// <summary>Series on the page of the agent with the most tasks.</summary>
    public required long FullestNode { get; init; }

    /// <summary>Series of all agents together.</summary>
    public required long Cluster { get; init; }

    /// <summary>Series that fold into <c>_other</c> there, or are left out at zero.</summary>
    public required long FoldedOnFullestNode { get; init; }

    /// <summary>The same on all agents together.</summary>
    public required long Folded { get; init; }
}
