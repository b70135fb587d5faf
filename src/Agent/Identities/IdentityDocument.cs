using System.Collections.Immutable;

namespace Windsock.Agent.Identities;

/// <summary>As whom the tasks of one DAG act through one service account.</summary>
internal sealed record IdentityDocument
{
    /// <summary>Kubernetes namespace of the tasks' pods and of the service account.</summary>
    public required string Namespace { get; init; }

    /// <summary>DAG id.</summary>
    public required string DagId { get; init; }

    /// <summary>Task ids that were seen so, at most 64.</summary>
    public required ImmutableArray<string> TaskIds { get; init; }

    /// <summary>Kubernetes service account; empty when it is not known.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Numbers of the pods' Cilium identities, the latest first.</summary>
    public required ImmutableArray<string> CiliumIdentities { get; init; }

    /// <summary>SPIFFE ids that other proxies of the mesh verified, the latest first.</summary>
    public required ImmutableArray<string> SpiffeIds { get; init; }

    /// <summary>Identities in clouds: those of the service account's annotations, and those that clouds themselves recorded.</summary>
    public required ImmutableArray<string> CloudPrincipals { get; init; }

    /// <summary>Hosts and addresses where the pods got tokens.</summary>
    public required ImmutableArray<string> TokenSources { get; init; }

    /// <summary>What says all this: `pod`, `annotation`, `flow`, `mesh`, `audit`.</summary>
    public required ImmutableArray<string> KnownBy { get; init; }

    /// <summary>Other DAGs whose pods run under the same service account.</summary>
    public required ImmutableArray<string> SharedWith { get; init; }

    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When a pod or an action of it was last seen.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Each identity with its own evidence and times.</summary>
    public required ImmutableArray<IdentityLinkDocument> Links { get; init; }
}
