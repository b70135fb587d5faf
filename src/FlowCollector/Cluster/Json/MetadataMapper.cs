using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Cluster;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads objects of which nothing but the metadata is wanted (meta/v1 PartialObjectMetadata, or the whole object: an API
/// server may send either).</summary>
internal sealed class MetadataMapper<T> : IObjectMapper<T>
{
    private readonly MetadataReader _metadata;
    private readonly Func<ObjectMetadata, T> _keep;
    private readonly bool _isNamespaced;

    public MetadataMapper(ImmutableArray<string> annotations, bool isNamespaced, Func<ObjectMetadata, T> keep)
    {
        _metadata = new MetadataReader(annotations);
        _isNamespaced = isNamespaced;
        _keep = keep;
    }

    public MappedObject<T>? Map(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, FieldReader.Options);
            return Read(ref reader);
        }
        catch (Exception failure) when (FieldReader.IsMalformed(failure))
        {
            return null;
        }
    }

    private MappedObject<T>? Read(ref Utf8JsonReader reader)
    {
        var metadata = new ObjectMetadata();
        if (!FieldReader.EnterObject(ref reader))
        {
            return null;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                metadata = _metadata.Read(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return metadata.Uid.Length == 0 || metadata.Name.Length == 0 || (_isNamespaced && metadata.Namespace.Length == 0)
            ? null
            : new MappedObject<T>(metadata.Uid, metadata.Namespace, metadata.Name, metadata.ResourceVersion, _keep(metadata));
    }
}

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
