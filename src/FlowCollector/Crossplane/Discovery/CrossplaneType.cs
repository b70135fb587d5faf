using Windsock.FlowCollector.Cluster.Api;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Discovery;

/// <summary>A type of resources that is Crossplane's by its categories.</summary>
/// <param name="Version">The version of the API that is read.</param>
/// <param name="Resource">Plural name.</param>
internal sealed record CrossplaneType(string Group, string Version, string Resource, string Kind, ResourceRole Role)
{
    /// <summary>As RBAC and people write it; unique among types.</summary>
    public string FullName => $"{Resource}.{Group}";

    public ResourcePath Path => new(FullName, $"apis/{Group}/{Version}/{Resource}", "", IsMetadataOnly: false);
}
