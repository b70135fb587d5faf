namespace Windsock.Agent.Identities;

/// <summary>One identity as which a DAG's tasks act, and what says so.</summary>
internal sealed record IdentityLinkDocument
{
    /// <summary>`service_account`, `cilium_identity`, `spiffe_id`, `cloud_principal`, `token_source` or `credential` (a token of Kubernetes by its id).</summary>
    public required string Kind { get; init; }

    /// <summary>Its name, number or id.</summary>
    public required string Value { get; init; }

    /// <summary>`pod`: Kubernetes shows it. `annotation`: of the service account. `flow`: a flow of the pod. `mesh`: the other end's proxy verified it. `audit`: the platform recorded it.</summary>
    public required string Evidence { get; init; }

    /// <summary>When it was first seen so.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was last seen so; for what pods show, when a pod last showed something new.</summary>
    public required DateTimeOffset LastSeen { get; init; }
}
