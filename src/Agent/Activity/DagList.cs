using System.Collections.Immutable;

namespace Windsock.Agent.Activity;

/// <summary>The answer of <c>/api/v1/dags</c>.</summary>
internal sealed record DagList
{
    /// <summary>When it was counted.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Length of the last minute: shorter just after the start.</summary>
    public required int LastMinuteSeconds { get; init; }

    /// <summary>The busiest of the last minute first, then those with the most flows since the start.</summary>
    public required ImmutableArray<DagDocument> Dags { get; init; }

    /// <summary>There are more than the limit.</summary>
    public required bool More { get; init; }
}
