using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Model.Findings;

/// <summary>Something that a rule found wrong, once: with a task, a DAG, or the agent's own sight. Immutable. Every text in it is one
/// line without control characters, at most 1,000 characters long; lists hold at most 16 entries.</summary>
public sealed record Finding
{
    /// <summary>Name of the rule, one of a closed set: <c>new_destination</c>, ..., <c>guardrail</c>.</summary>
    public required string Rule { get; init; }

    public required Severity Severity { get; init; }

    public required FindingSubject Subject { get; init; }

    /// <summary>What it has in common with findings of the same rule about other tasks, when one thing is behind them all: a policy, a
    /// peer, a zone, a rule of a guardrail. Findings of one rule and one cause make one alert. Never empty.</summary>
    public required string Cause { get; init; }

    /// <summary>One sentence for the person on call: who, what, to whom.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do, one or two sentences.</summary>
    public required string Mend { get; init; }

    public ImmutableArray<Measure> Measures { get; init; } = [];

    /// <summary>How complete the evidence is, in words: <c>complete</c>, <c>at least: 120 events were lost meanwhile</c>.</summary>
    public required string Evidence { get; init; }

    /// <summary>The evidence has no gap.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The try it was found in; null when it is not about one try.</summary>
    public TaskTry? Try { get; init; }

    /// <summary><see cref="Tries.TryStory.Id"/>, empty without a try.</summary>
    public string TryId { get; init; } = "";

    /// <summary>Stable name of the peer, empty when there is none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>0 when it does not apply.</summary>
    public ushort Port { get; init; }

    /// <summary>File and line of the guardrail that was broken (<c>payments.yaml:12</c>), empty for other rules.</summary>
    public string Source { get; init; } = "";

    /// <summary>When what was found began.</summary>
    public required Instant Since { get; init; }

    /// <summary>When it was found, by the agent's clock.</summary>
    public required Instant At { get; init; }

    /// <summary>When the try began; missing without a try.</summary>
    public Instant TryStartedAt { get; init; }

    /// <summary>W3C trace id, 32 hex digits; empty when there is none.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Owners of the task as Airflow tells them.</summary>
    public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>Tags of the DAG as Airflow tells them.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}
