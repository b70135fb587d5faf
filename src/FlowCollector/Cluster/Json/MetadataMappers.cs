using System.Collections.Immutable;
using Windsock.Model.Cluster;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>The two kinds that are watched by their metadata.</summary>
internal static class MetadataMappers
{
    private const string Gke = "iam.gke.io/gcp-service-account";
    private const string Eks = "eks.amazonaws.com/role-arn";
    private const string Azure = "azure.workload.identity/client-id";

    public static MetadataMapper<ServiceAccountState> ServiceAccounts() =>
        new([Gke, Eks, Azure], true, metadata => new ServiceAccountState(metadata.Namespace, metadata.Name, CloudIdentity(metadata.Annotations)));

    public static MetadataMapper<NamespaceState> Namespaces() => new([], false, metadata => new NamespaceState(metadata.Name, metadata.Labels));

    /// <summary>A cluster runs in one cloud, so at most one is set; if not, the order of the documentation decides.</summary>
    private static string CloudIdentity(ImmutableDictionary<string, string> annotations) =>
        annotations.GetValueOrDefault(Gke) ?? annotations.GetValueOrDefault(Eks) ?? annotations.GetValueOrDefault(Azure) ?? "";
}
