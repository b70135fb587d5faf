using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>Names a resource of the Kubernetes API.</summary>
/// <param name="ApiGroup">Empty for the core group.</param>
/// <param name="Resource">Plural name.</param>
/// <param name="Namespace">Empty when cluster-scoped.</param>
public sealed record ResourceName(string ApiGroup, string Resource, string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? $"{Resource}.{ApiGroup} {Name}" : $"{Resource}.{ApiGroup} {Namespace}/{Name}";
}

/// <summary>Which place a resource has in Crossplane's chain.</summary>
public enum ResourceRole : byte { Claim, Composite, Managed }

/// <summary>What is kept of a claim, a composite or a managed resource. Texts are bounded as those of <see cref="PlatformAction"/>.</summary>
public sealed record PlatformResource
{
    public required ResourceName Name { get; init; }

    public required string Uid { get; init; }

    /// <summary>As the API spells it (<c>PostgreSQLInstance</c>).</summary>
    public required string Kind { get; init; }

    public required ResourceRole Role { get; init; }

    /// <summary>UIDs of its owners, the controller first.</summary>
    public ImmutableArray<ResourceOwner> Owners { get; init; } = [];

    /// <summary><c>crossplane.io/claim-namespace</c> and <c>crossplane.io/claim-name</c>, else what spec.claimRef says; null when it has no claim.</summary>
    public (string Namespace, string Name)? Claim { get; init; }

    /// <summary>Kind of the claim as spec.claimRef says it; empty when that is not told.</summary>
    public string ClaimKind { get; init; } = "";

    /// <summary><c>crossplane.io/composite</c>: name of the root composite; empty when it has none.</summary>
    public string Composite { get; init; } = "";

    public ImmutableArray<ResourceCondition> Conditions { get; init; } = [];

    public Instant CreatedAt { get; init; }

    /// <summary>When deletion was asked for; missing when it was not.</summary>
    public Instant DeletionAt { get; init; }

    /// <summary>Deleting it leaves what it stands for in the cloud (<c>deletionPolicy: Orphan</c>, or management policies without Delete).</summary>
    public bool IsOrphanedOnDelete { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>An earlier creation never told its end: the provider has stopped, and there may be something in the cloud that nobody knows.</summary>
    public bool IsCreationPending { get; init; }

    /// <summary>First manager of its fields: shows a tool, not an identity. Empty when not told.</summary>
    public string FirstManager { get; init; } = "";

    /// <inheritdoc cref="PlatformAction.Marks"/>
    public ImmutableDictionary<string, string> Marks { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>One of metadata.ownerReferences.</summary>
public sealed record ResourceOwner(string ApiGroup, string Kind, string Name, string Uid, bool IsController);

/// <summary>One of status.conditions.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
public sealed record ResourceCondition(string Type, string Status, string Reason, string Message, Instant ChangedAt);
