using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>One request about the Lease that a state is locked with.</summary>
/// <param name="Caller">What tells one run from another: the pod, else the credential, else account and address.</param>
/// <param name="Owner">Null when it is not known whose it is.</param>
internal sealed record LeaseAccess(Instant At, string Id, LeaseUse Use, string Caller, Owner? Owner) : IComparable<LeaseAccess>
{
    /// <summary>What it means has been judged.</summary>
    public bool IsSettled { get; set; }

    public static LeaseAccess? Of(PlatformAction action, Owner? owner)
    {
        var use = UseOf(action);
        return use is null ? null : new LeaseAccess(action.At, action.Id, use.Value, CallerOf(action.Caller, owner), owner);
    }

    public int CompareTo(LeaseAccess? other) => other is null ? 1
        : At != other.At ? At.CompareTo(other.At)
        : string.CompareOrdinal(Id, other.Id);

    private static LeaseUse? UseOf(PlatformAction action) => (action.Verb, action.Outcome) switch
    {
        _ when action.IsDryRun => null,

        // Whoever else looks at a Lease does not want to have it.
        ("get", ActionOutcome.Succeeded) => TerraformProgram.VersionOf(action.UserAgent) is null ? null : LeaseUse.Look,
        ("create" or "update" or "patch", ActionOutcome.Succeeded) => LeaseUse.Write,
        ("create" or "update" or "patch", ActionOutcome.Conflict) => LeaseUse.LostRace,
        ("delete" or "deletecollection", ActionOutcome.Succeeded) => LeaseUse.Delete,
        _ => null,
    };

    private static string CallerOf(ActionCaller caller, Owner? owner) =>
        owner is { PodUid.Length: > 0 } ? owner.PodUid
        : caller.PodUid.Length > 0 ? caller.PodUid
        : caller.CredentialId.Length > 0 ? caller.CredentialId
        : $"{caller.Username} {caller.SourceIp}";
}

internal enum LeaseUse : byte
{
    /// <summary>It read the Lease: before it takes or gives back the lock, and when it finds it taken.</summary>
    Look,

    /// <summary>It took the lock or gave it back.</summary>
    Write,

    /// <summary>Another wrote between its look and its write.</summary>
    LostRace,

    Delete,
}
