using Windsock.Evaluation.Traces.Clusters;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>How an incident is brought about: what happens to the tries of a DAG or of one task in a span of time.</summary>
internal sealed record Disturbance
{
    public required Incident Incident { get; init; }

    public required DagPlan Dag { get; init; }

    /// <summary>Null: all tasks of the DAG.</summary>
    public TaskPlan? Task { get; init; }

    public required Instant From { get; init; }

    public required Instant Until { get; init; }

    /// <summary>Runs that it may happen to.</summary>
    public int MaxRuns { get; init; } = int.MaxValue;

    /// <summary>What it is multiplied by, or how many there are, by its kind.</summary>
    public double Strength { get; init; } = 1;

    /// <summary>The use that it happens to; null when it is none.</summary>
    public PeerUse? Use { get; init; }

    /// <summary>Whom it brings in; null when it is nobody.</summary>
    public Target? Target { get; init; }

    /// <summary>Service account, principal or zone that it brings in.</summary>
    public string Word { get; init; } = "";

    /// <summary>One of two ways in which it can happen.</summary>
    public bool IsOtherKind { get; init; }

    public bool Concerns(TaskPlan task, Instant at) => at >= From && at < Until && (Task is null || ReferenceEquals(Task, task)) && Incident.Tries < MaxRuns;
}
