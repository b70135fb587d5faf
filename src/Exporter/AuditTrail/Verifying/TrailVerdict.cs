using System.Collections.Immutable;

namespace Windsock.Exporter.AuditTrail.Verifying;

/// <summary>What came of looking at every line of a trail.</summary>
public sealed record TrailVerdict
{
    /// <summary>Problems that are named; there may be more.</summary>
    public const int MaxProblems = 100;

    /// <summary>The first of them; empty: nothing was changed or cut, as far as the trail itself can tell.</summary>
    public required ImmutableArray<TrailProblem> Problems { get; init; }

    public required long ProblemCount { get; init; }

    /// <summary>What a reader should know although nothing is wrong with it.</summary>
    public required ImmutableArray<TrailProblem> Notes { get; init; }

    public required int Files { get; init; }

    public required int SealedFiles { get; init; }

    public required long Records { get; init; }

    /// <summary>0 when there is none.</summary>
    public required long First { get; init; }

    public required long Last { get; init; }

    /// <summary>Hash of the last line; empty when there is none.</summary>
    public required string Head { get; init; }

    /// <summary>Gap records, and what they say is missing.</summary>
    public required long Gaps { get; init; }

    public required long Missing { get; init; }

    /// <summary>HMACs were looked at.</summary>
    public required bool IsKeyed { get; init; }

    public bool IsWhole => ProblemCount == 0;
}
