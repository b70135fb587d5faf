using System.Collections.Immutable;

namespace Windsock.Agent.Identities;

/// <summary>The answer of <c>/api/v1/identities</c>.</summary>
internal sealed record IdentityList
{
    /// <summary>By namespace, DAG and service account.</summary>
    public required ImmutableArray<IdentityDocument> Identities { get; init; }

    /// <summary>Identities of those in the answer as which several DAGs act.</summary>
    public required ImmutableArray<SharedIdentityDocument> Shared { get; init; }

    /// <summary>Rows that made room for others since the agent started: 0 while all is remembered.</summary>
    public required long Forgotten { get; init; }

    /// <summary>There are more than the limit.</summary>
    public required bool More { get; init; }
}
