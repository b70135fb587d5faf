using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>One identity as which a DAG's tasks act, and what says so.</summary>
/// <param name="Value">Name of a service account, number of a Cilium identity, SPIFFE id, principal of a cloud, host that gives out tokens, id of a token.</param>
public sealed record IdentityLink(IdentityLinkKind Kind, string Value, IdentityEvidence Evidence, Instant FirstSeen, Instant LastSeen);

/// <summary>Where a link leads.</summary>
public enum IdentityLinkKind : byte
{
    /// <summary>The service account itself, by its name.</summary>
    ServiceAccount,

    /// <summary>Security identity of Cilium, by its number.</summary>
    CiliumIdentity,

    /// <summary>SPIFFE id as another proxy of the mesh verified it.</summary>
    SpiffeId,

    /// <summary>Identity in a cloud.</summary>
    CloudPrincipal,

    /// <summary>Host or address where a pod asked for tokens.</summary>
    TokenSource,

    /// <summary>Token or certificate of Kubernetes that was shown, by its id.</summary>
    Credential,
}

/// <summary>What says that two identities belong together.</summary>
public enum IdentityEvidence : byte
{
    /// <summary>The pod itself, in Kubernetes.</summary>
    Pod,

    /// <summary>An annotation of the service account.</summary>
    Annotation,

    /// <summary>A flow of the pod.</summary>
    Flow,

    /// <summary>The proxy at the other end of a call, which verified it.</summary>
    Mesh,

    /// <summary>The platform's own record of what was asked of it.</summary>
    Audit,
}
