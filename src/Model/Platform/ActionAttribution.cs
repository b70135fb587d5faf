using Windsock.Model.Identity;

namespace Windsock.Model.Platform;

/// <summary>Whose action it was.</summary>
/// <param name="Owner">Null unless the class is exact or inferred.</param>
/// <param name="Evidence">What says so; <see cref="CallerEvidence.None"/> without an owner.</param>
public readonly record struct ActionAttribution(Owner? Owner, AttributionClass Class, CallerEvidence Evidence)
{
    public static readonly ActionAttribution Unknown = new(null, AttributionClass.Unknown, CallerEvidence.None);

    public bool IsTask => Owner is { Kind: OwnerKind.Task };
}

/// <summary>By what a caller was recognised, best first.</summary>
public enum CallerEvidence : byte
{
    None,

    /// <summary>The token is bound to a pod, by UID.</summary>
    PodUid,

    /// <summary>The token is bound to a pod, by name; one of that name lived then.</summary>
    PodName,

    /// <summary>The same token or certificate was shown before by a pod that is known.</summary>
    Credential,

    /// <summary>The address was that of one pod at that time. Inferred.</summary>
    SourceIp,

    /// <summary>Only one task's pods use the service account. Inferred.</summary>
    ServiceAccount,

    /// <summary>Only one task's service account is bound to the cloud identity. Inferred.</summary>
    CloudIdentity,

    /// <summary>The trace of a request that the task is known to have made. Inferred.</summary>
    Trace,
}
