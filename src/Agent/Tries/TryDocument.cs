using System.Collections.Immutable;

namespace Windsock.Agent.Tries;

/// <summary>The answer of <c>/api/v1/tries/{id}</c>: everything known about one try.</summary>
internal sealed record TryDocument
{
    /// <summary>16 hex digits, the same for one try on every agent.</summary>
    public required string Id { get; init; }

    /// <summary>Kubernetes namespace of its pods.</summary>
    public required string Namespace { get; init; }

    /// <summary>See <c>idForm</c>.</summary>
    public required string DagId { get; init; }

    /// <summary>See <c>idForm</c>.</summary>
    public required string TaskId { get; init; }

    /// <summary>Empty when the pods carry none (Airflow before 2.2, see <c>executionDate</c>).</summary>
    public required string RunId { get; init; }

    /// <summary>From 1; 0 when the pods do not say.</summary>
    public required int TryNumber { get; init; }

    /// <summary>From 0 for a mapped task, -1 otherwise.</summary>
    public required int MapIndex { get; init; }

    /// <summary>ISO 8601 text for pods of Airflow before 2.2, else empty.</summary>
    public required string ExecutionDate { get; init; }

    /// <summary><c>raw</c> as Airflow knows the ids, <c>recovered</c> from a sibling, or <c>hashed</c>: label-safe, the raw id is not known.</summary>
    public required string IdForm { get; init; }

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public required string Result { get; init; }

    /// <summary>Who said so: <c>none</c>, <c>pod_phase</c>, <c>container_exit_code</c> or <c>airflow_api</c>.</summary>
    public required string ResultSource { get; init; }

    /// <summary>Airflow's own word for the state; empty when it was not asked or did not answer.</summary>
    public required string AirflowState { get; init; }

    /// <summary>Owners of the task, by Airflow's word.</summary>
    public required ImmutableArray<string> Owners { get; init; }

    /// <summary>Tags of the DAG, by Airflow's word.</summary>
    public required ImmutableArray<string> Tags { get; init; }

    /// <summary>First sign of life; null when no time is known.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last pod ended; null while it runs.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Best supported first; empty while it runs or when it succeeded without trouble.</summary>
    public required ImmutableArray<CauseDocument> Causes { get; init; }

    /// <summary>How far all this can be trusted.</summary>
    public required EvidenceDocument Evidence { get; init; }

    /// <summary>The executor's pod and those that the task started.</summary>
    public required ImmutableArray<PodDocument> Pods { get; init; }

    /// <summary>Most connections first.</summary>
    public required ImmutableArray<PeerDocument> Peers { get; init; }

    /// <summary>In order of time; bounded, see <c>evidence</c>.</summary>
    public required ImmutableArray<EventDocument> Timeline { get; init; }
}
