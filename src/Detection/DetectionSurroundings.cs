using System.Collections.Immutable;
using Windsock.Detection.Alerting;
using Windsock.Detection.Guardrails;
using Windsock.Detection.Platform;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Model.State;

namespace Windsock.Detection;

/// <summary>What detection has beside what it sees. Missing parts are not there.</summary>
public sealed record DetectionSurroundings
{
    /// <summary>Name of the node whose flows these are.</summary>
    public string Node { get; init; } = "node";

    /// <summary>The time at the start.</summary>
    public Instant StartedAt { get; init; }

    /// <summary>Keeps what was learned over a restart.</summary>
    public IStateStore? Store { get; init; }

    /// <summary>What DAGs are meant to do.</summary>
    public GuardrailSet Guardrails { get; init; } = GuardrailSet.Empty;

    /// <summary>Told now and then of all patterns of guardrails that match nothing.</summary>
    public Action<ImmutableArray<UnmatchedPattern>> UnmatchedPatterns { get; init; } = static _ => { };

    /// <summary>Told of everything that rules find.</summary>
    public IReadOnlyList<IFindingObserver> Findings { get; init; } = [];

    /// <summary>How the platform is understood.</summary>
    public PlatformOptions PlatformOptions { get; init; } = new();

    /// <summary>Told what tasks do to the platform.</summary>
    public IReadOnlyList<IPlatformObserver> Platform { get; init; } = [];

    /// <summary>Makes alerts of it; told of time, too.</summary>
    public AlertBook? Alerts { get; init; }
}
