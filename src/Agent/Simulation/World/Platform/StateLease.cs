namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>The lock of a Terraform state at one moment: a Lease that stays when the lock is given back.</summary>
/// <param name="Holder">Null: nobody.</param>
internal sealed record StateLease(string Namespace, string Workspace, string Suffix, string Uid, DateTimeOffset CreatedAt, LeaseHolder? Holder)
{
    public string Name => "lock-" + SecretName;

    /// <summary>Of the state itself.</summary>
    public string SecretName => $"tfstate-{Workspace}-{Suffix}";
}

/// <param name="Id">Of the lock, chosen by its holder.</param>
/// <param name="Operation"><c>OperationTypeApply</c>.</param>
/// <param name="Who"><c>user@host</c>; in a pod the host has the pod's name.</param>
internal sealed record LeaseHolder(Guid Id, string Operation, string Who, string Version, DateTimeOffset CreatedAt);
