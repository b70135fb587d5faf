using System.Collections.Immutable;
using System.Text.Json;

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
