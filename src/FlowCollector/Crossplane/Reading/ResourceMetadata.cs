using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>What is read of the <c>metadata</c> of a claim, a composite or a managed resource.</summary>
internal struct ResourceMetadata
{
    public ResourceMetadata()
    {
    }

    public string Uid { get; set; } = "";

    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    public string ResourceVersion { get; set; } = "";

    public Instant CreatedAt { get; set; }

    public Instant DeletionAt { get; set; }

    public string ClaimName { get; set; } = "";

    public string ClaimNamespace { get; set; } = "";

    public string Composite { get; set; } = "";

    public bool IsPaused { get; set; }

    /// <summary>When a creation began, succeeded and failed last.</summary>
    public (Instant Pending, Instant Succeeded, Instant Failed) Creation { get; set; }

    public ImmutableArray<ResourceOwner> Owners { get; set; } = [];

    public string FirstManager { get; set; } = "";

    public ImmutableDictionary<string, string> Marks { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A creation began after the last one ended.</summary>
    public readonly bool IsCreationPending =>
        !Creation.Pending.IsMissing && Creation.Pending > Creation.Succeeded && Creation.Pending > Creation.Failed;
}
