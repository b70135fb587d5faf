namespace Windsock.Agent.Activity;

/// <summary>What one DAG has done on this agent's node.</summary>
internal sealed record DagDocument
{
    /// <summary>Kubernetes namespace of its pods; empty for `_other`.</summary>
    public required string Namespace { get; init; }

    /// <summary>DAG id; `_other` stands for all DAGs past the 500 that are kept apart.</summary>
    public required string DagId { get; init; }

    /// <summary>Its counts of the last 55 to 60 seconds.</summary>
    public required DagFigures LastMinute { get; init; }

    /// <summary>Its counts since the agent started.</summary>
    public required DagFigures SinceStart { get; init; }
}
