namespace Windsock.Model.Platform;

/// <summary>Names as labels, pages and messages spell them; closed sets.</summary>
public static class PlatformNames
{
    public static string Of(PlatformSystem system) => system switch
    {
        PlatformSystem.Kubernetes => "kubernetes",
        PlatformSystem.Crossplane => "crossplane",
        PlatformSystem.Terraform => "terraform",
        PlatformSystem.CloudRun => "cloud_run",
        PlatformSystem.Google => "google",
        PlatformSystem.Aws => "aws",
        PlatformSystem.Azure => "azure",
        _ => "other",
    };

    public static string Of(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Succeeded => "succeeded",
        ActionOutcome.Denied => "denied",
        ActionOutcome.MissingToken => "missing_token",
        ActionOutcome.TokenRefused => "token_refused",
        ActionOutcome.NotFound => "not_found",
        ActionOutcome.Conflict => "conflict",
        ActionOutcome.Invalid => "invalid",
        ActionOutcome.Throttled => "throttled",
        ActionOutcome.Failed => "failed",
        ActionOutcome.Routing => "routing",
        _ => "unknown",
    };

    public static string Of(CallerEvidence evidence) => evidence switch
    {
        CallerEvidence.PodUid => "pod_uid",
        CallerEvidence.PodName => "pod_name",
        CallerEvidence.Credential => "credential",
        CallerEvidence.SourceIp => "source_ip",
        CallerEvidence.ServiceAccount => "service_account",
        CallerEvidence.CloudIdentity => "cloud_identity",
        CallerEvidence.Trace => "trace",
        _ => "none",
    };

    public static string Of(ResourceRole role) => role switch
    {
        ResourceRole.Claim => "claim",
        ResourceRole.Composite => "composite",
        _ => "managed",
    };

    public static string Of(CloudHostKind kind) => kind switch
    {
        CloudHostKind.Api => "api",
        CloudHostKind.Service => "service",
        CloudHostKind.Token => "token",
        CloudHostKind.Metadata => "metadata",
        CloudHostKind.Issuer => "issuer",
        _ => "terraform",
    };
}
