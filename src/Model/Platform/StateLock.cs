using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>Lock of a Terraform state in the Kubernetes backend: a Lease named <c>lock-tfstate-WORKSPACE-SUFFIX</c>. It stays when the state is
/// unlocked, and never expires by itself.</summary>
/// <param name="LockId"><c>spec.holderIdentity</c>; empty: not locked.</param>
/// <param name="Holder">What the holder wrote about itself; null when it is not locked or wrote nothing that can be read.</param>
public sealed record StateLock(string Namespace, string LeaseName, string Workspace, string Suffix, string LockId, StateLockHolder? Holder)
{
    public bool IsHeld => LockId.Length > 0;

    /// <summary>Name of the Secret that the state itself is in.</summary>
    public string SecretName => LeaseName.StartsWith("lock-", StringComparison.Ordinal) ? LeaseName["lock-".Length..] : LeaseName;
}

/// <summary>The holder's own words, annotation <c>app.terraform.io/lock-info</c>.</summary>
/// <param name="Operation"><c>OperationTypeApply</c>, <c>OperationTypePlan</c>, ...</param>
/// <param name="Who"><c>user@hostname</c>; the host name of a pod is its name.</param>
/// <param name="Version">Of Terraform.</param>
public sealed record StateLockHolder(string Id, string Operation, string Who, string Version, Instant CreatedAt)
{
    /// <summary>Behind the last @; empty when there is none.</summary>
    public string Host => Who.LastIndexOf('@') is >= 0 and var at ? Who[(at + 1)..] : "";
}
