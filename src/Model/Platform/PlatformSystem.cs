namespace Windsock.Model.Platform;

/// <summary>Which platform an action was asked of: the label <c>system</c>.</summary>
public enum PlatformSystem : byte
{
    Kubernetes,

    /// <summary>A type of resource that Crossplane made, through Kubernetes.</summary>
    Crossplane,

    /// <summary>State and locks of Terraform, through Kubernetes, and what Terraform's own programs ask of Kubernetes.</summary>
    Terraform,

    /// <summary>Cloud Run: services that are called, and its control plane.</summary>
    CloudRun,

    /// <summary>Other services of Google Cloud.</summary>
    Google,

    Aws,

    Azure,

    /// <summary>None of these, or not told apart: issuers of identities such as Okta, the metadata address that several clouds share.</summary>
    Other,
}
