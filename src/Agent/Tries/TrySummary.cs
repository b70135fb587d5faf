namespace Windsock.Agent.Tries;

/// <summary>One try in few words.</summary>
internal sealed record TrySummary
{
    /// <summary>16 hex digits, the same for one try on every agent; <c>/api/v1/tries/{id}</c> tells the whole story.</summary>
    public required string Id { get; init; }

    /// <summary>Kubernetes namespace of its pods.</summary>
    public required string Namespace { get; init; }

    /// <summary>As Airflow knows it, or label-safe when that is not known.</summary>
    public required string DagId { get; init; }

    /// <summary>As <c>dagId</c>.</summary>
    public required string TaskId { get; init; }

    /// <summary>Empty when the pods carry none (Airflow before 2.2).</summary>
    public required string RunId { get; init; }

    /// <summary>From 1; 0 when the pods do not say.</summary>
    public required int TryNumber { get; init; }

    /// <summary>From 0 for a mapped task, -1 otherwise.</summary>
    public required int MapIndex { get; init; }

    /// <summary><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>unknown</c>.</summary>
    public required string Result { get; init; }

    /// <summary>The best supported cause, one of the label <c>cause</c>; empty when there is nothing to explain.</summary>
    public required string Cause { get; init; }

    /// <summary>What happened in one sentence; empty when there is nothing to explain.</summary>
    public required string Sentence { get; init; }

    /// <summary>First sign of life; null when no time is known.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its last pod ended; null while it runs.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>The evidence is complete: nothing was lost, cut off or missed.</summary>
    public required bool Complete { get; init; }
}
