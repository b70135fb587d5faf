using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads <c>metadata</c> (meta/v1 ObjectMeta). Labels are kept whole, annotations only if asked for. Single-threaded: it
/// owns the pool of names.</summary>
internal sealed class MetadataReader
{
    /// <summary>Kubernetes sets no limit on the number of labels; real pods have less than 50.</summary>
    public const int MaxLabels = 256;

    /// <summary>A label key is at most 253 + 1 + 63 characters, its value 63; with room for escapes. Longer is no label.</summary>
    public const int MaxLabelBytes = 1024;

    private readonly ImmutableArray<string> _annotations;

    /// <param name="annotations">Keys of the annotations to keep.</param>
    public MetadataReader(ImmutableArray<string> annotations) => _annotations = annotations;

    public StringPool Names { get; } = new();

    /// <param name="reader">Before the value of <c>metadata</c>; moved past it.</param>
    public ObjectMetadata Read(ref Utf8JsonReader reader)
    {
        var metadata = new ObjectMetadata();
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                ReadField(ref reader, ref metadata);
            }
        }

        return metadata;
    }

    private void ReadField(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        if (reader.ValueTextEquals("uid"u8))
        {
            metadata.Uid = FieldReader.Text(ref reader);
        }
        else if (reader.ValueTextEquals("namespace"u8))
        {
            metadata.Namespace = FieldReader.Text(ref reader, Names);
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            metadata.Name = FieldReader.Text(ref reader);
        }
        else if (reader.ValueTextEquals("resourceVersion"u8))
        {
            metadata.ResourceVersion = FieldReader.Text(ref reader);
        }
        else if (reader.ValueTextEquals("labels"u8))
        {
            metadata.Labels = ReadLabels(ref reader);
        }
        else if (reader.ValueTextEquals("annotations"u8))
        {
            metadata.Annotations = ReadAnnotations(ref reader);
        }
        else
        {
            ReadRareField(ref reader, ref metadata);
        }
    }

    private void ReadRareField(ref Utf8JsonReader reader, ref ObjectMetadata metadata)
    {
        if (reader.ValueTextEquals("creationTimestamp"u8))
        {
            metadata.CreatedAt = FieldReader.Time(ref reader);
        }
        else if (reader.ValueTextEquals("deletionTimestamp"u8))
        {
            metadata.DeletionAt = FieldReader.Time(ref reader);
        }
        else if (reader.ValueTextEquals("ownerReferences"u8))
        {
            metadata.Controller = ReadController(ref reader);
        }
        else
        {
            FieldReader.Skip(ref reader);
        }
    }

    private ImmutableDictionary<string, string> ReadLabels(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        var labels = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueSpan.Length > MaxLabelBytes)
            {
                FieldReader.Skip(ref reader);
                continue;
            }

            var key = FieldReader.Current(ref reader, Names);
            var type = FieldReader.ReadText(ref reader, Names, MaxLabelBytes, out var value);
            if (type is JsonTokenType.String or JsonTokenType.Null && (labels.Count < MaxLabels || labels.ContainsKey(key)))
            {
                labels[key] = value;
            }
        }

        return labels.ToImmutable();
    }

    private ImmutableDictionary<string, string> ReadAnnotations(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return ImmutableDictionary<string, string>.Empty;
        }

        var kept = ImmutableDictionary<string, string>.Empty;
        while (FieldReader.NextProperty(ref reader))
        {
            var key = KeptAnnotation(ref reader);
            var type = FieldReader.ReadText(ref reader, null, key is null ? 0 : FieldReader.MaxTextBytes, out var value);
            if (key is not null && type == JsonTokenType.String)
            {
                kept = kept.SetItem(key, value);
            }
        }

        return kept;
    }

    private string? KeptAnnotation(ref Utf8JsonReader reader)
    {
        foreach (var key in _annotations)
        {
            if (reader.ValueTextEquals(key))
            {
                return key;
            }
        }

        return null;
    }

    private Workload? ReadController(ref Utf8JsonReader reader)
    {
        Workload? controller = null;
        if (!FieldReader.EnterArray(ref reader))
        {
            return null;
        }

        while (FieldReader.NextObject(ref reader))
        {
            controller = ReadOwner(ref reader) ?? controller;
        }

        return controller;
    }

    private Workload? ReadOwner(ref Utf8JsonReader reader)
    {
        var (kind, name, isController) = ("", "", false);
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                kind = FieldReader.Text(ref reader, Names);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = FieldReader.Text(ref reader, Names);
            }
            else if (reader.ValueTextEquals("controller"u8))
            {
                isController = FieldReader.Flag(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return isController && name.Length > 0 ? new Workload(name, kind) : null;
    }
}
