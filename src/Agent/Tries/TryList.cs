using System.Collections.Immutable;

namespace Windsock.Agent.Tries;

/// <summary>The answer of <c>/api/v1/tries</c>.</summary>
internal sealed record TryList
{
    /// <summary>Newest first, by their last sign of life.</summary>
    public required ImmutableArray<TrySummary> Tries { get; init; }

    /// <summary>More tries match than <c>limit</c> allowed.</summary>
    public required bool More { get; init; }
}
