using System.Collections.Immutable;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>What a diagnosis rests on: a copy of the part of a try's ledger that may explain its failure. Immutable.</summary>
internal sealed record TryCase
{
    public required TaskTry Try { get; init; }

    public required TryResult Result { get; init; }

    /// <summary>When the pod ended whose end decided the result.</summary>
    public required Instant EndedAt { get; init; }

    public required TryEvidence Evidence { get; init; }

    /// <summary>Of the pod that decided; empty when it gives none.</summary>
    public string PodReason { get; init; } = "";

    public int? ExitCode { get; init; }

    public ImmutableArray<PeerCase> Peers { get; init; } = [];

    public ImmutableArray<NameCase> Names { get; init; } = [];

    /// <summary>What it asked of the platform in vain.</summary>
    public ImmutableArray<FailedAction> FailedActions { get; init; } = [];

    /// <summary>What it waited for there in vain.</summary>
    public ImmutableArray<PlatformMoment> Troubles { get; init; } = [];

    /// <summary>When the containers of its pods began.</summary>
    public ImmutableArray<Instant> PodStarts { get; init; } = [];

    /// <summary>Labels of its pods' security identity, as far as they were seen.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Of the pod that did the work; empty when not known.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>Troubles that tries of the same task had and succeeded, by <see cref="Suspicion.Habit"/>.</summary>
    public ImmutableHashSet<string> Tolerated { get; init; } = [];

    /// <summary>DNS domain of the cluster, without dots around it.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";
}
