using System.Collections.Immutable;

namespace Windsock.Agent.Cardinality;

/// <summary>What <c>windsock cardinality</c> says of a running agent.</summary>
internal sealed record GrowthDocument
{
    /// <summary>DAGs that have series now; those folded into <c>_other</c> are not among them.</summary>
    public required int Dags { get; init; }

    /// <summary>Tasks that have series now.</summary>
    public required int Tasks { get; init; }

    /// <summary>How many times as many DAGs <c>grown</c> stands for.</summary>
    public required int Times { get; init; }

    public required BudgetDocument Budget { get; init; }

    public required ImmutableArray<FamilyGrowth> Families { get; init; }

    /// <summary>Series of the agent about itself.</summary>
    public required long OwnSeries { get; init; }

    /// <summary>All series now.</summary>
    public required long Now { get; init; }

    /// <summary>All series with so many times as many DAGs that are like those of now.</summary>
    public required long Grown { get; init; }
}

/// <summary>One family of a running agent.</summary>
internal sealed record FamilyGrowth
{
    /// <summary>Without the prefix.</summary>
    public required string Family { get; init; }

    /// <summary>Series on the page.</summary>
    public required long Now { get; init; }

    /// <summary>Mean over all tasks.</summary>
    public required double PerTask { get; init; }

    /// <summary>Series with so many times as many DAGs.</summary>
    public required long Grown { get; init; }

    /// <summary>Series that would fold into <c>_other</c> then, or be left out at zero.</summary>
    public required long Folded { get; init; }

    /// <summary>New series that were folded since the agent started: what is there now is less than what there is to see.</summary>
    public required long FoldedSoFar { get; init; }
}
