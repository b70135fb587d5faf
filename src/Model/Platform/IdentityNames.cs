namespace Windsock.Model.Platform;

/// <summary>Names of identities and their evidence as pages spell them; closed sets.</summary>
public static class IdentityNames
{
    public static string Of(IdentityLinkKind kind) => kind switch
    {
        IdentityLinkKind.ServiceAccount => "service_account",
        IdentityLinkKind.CiliumIdentity => "cilium_identity",
        IdentityLinkKind.SpiffeId => "spiffe_id",
        IdentityLinkKind.CloudPrincipal => "cloud_principal",
        IdentityLinkKind.TokenSource => "token_source",
        _ => "credential",
    };

    public static string Of(IdentityEvidence evidence) => evidence switch
    {
        IdentityEvidence.Pod => "pod",
        IdentityEvidence.Annotation => "annotation",
        IdentityEvidence.Flow => "flow",
        IdentityEvidence.Mesh => "mesh",
        _ => "audit",
    };
}
