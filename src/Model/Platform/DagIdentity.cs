using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>As whom the tasks of one DAG act through one service account, as far as it was seen.</summary>
public sealed record DagIdentity
{
    /// <summary>Of the tasks' pods, and so of the service account.</summary>
    public required string Namespace { get; init; }

    public required string DagId { get; init; }

    /// <summary>In alphabetical order; at most 64.</summary>
    public required ImmutableArray<string> TaskIds { get; init; }

    /// <summary>Empty when it is not known.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>What it leads to, by kind, the latest of each kind first; a bounded number of each kind.</summary>
    public required ImmutableArray<IdentityLink> Links { get; init; }

    /// <summary>Other DAGs whose pods run under the same service account, in alphabetical order.</summary>
    public required ImmutableArray<string> SharedWith { get; init; }

    public required Instant FirstSeen { get; init; }

    public required Instant LastSeen { get; init; }
}
