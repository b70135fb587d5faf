using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>Reads <c>metadata</c>: what Crossplane writes there (labels and annotations <c>crossplane.io/*</c>), owners, the first manager of
/// fields, and the marks of a DAG. Single-threaded: it owns the pool of names.</summary>
internal sealed class ResourceMetadataReader
{
    private const int MaxOwners = 16;

    private static readonly ImmutableArray<string> MarkKeys = ["dag-id", "task-id", "run-id", "try-number", "map-index"];

    public StringPool Names { get; } = new();

    /// <param name="reader">Before the value; moved past it.</param>
    public ResourceMetadata Read(ref Utf8JsonReader reader)
    {
        var metadata = new ResourceMetadata();
        if (FieldReader.EnterObject(ref reader))
        {
            while (FieldReader.NextProperty(ref reader))
            {
                ReadField(ref reader, ref metadata);
            }
        }

        return metadata;
    }

    private void ReadField(ref Utf8JsonReader reader, ref ResourceMetadata metadata)
    {
        if (reader.ValueTextEquals("uid"u8))
        {
            metadata.Uid = Name(ref reader, null);
        }
        else if (reader.ValueTextEquals("namespace"u8))
        {
            metadata.Namespace = Name(ref reader, Names);
        }
        else if (reader.ValueTextEquals("name"u8))
        {
            metadata.Name = Name(ref reader, null);
        }
        else if (reader.ValueTextEquals("resourceVersion"u8))
        {
            metadata.ResourceVersion = FieldReader.Text(ref reader);
        }
        else if (reader.ValueTextEquals("creationTimestamp"u8))
        {
            metadata.CreatedAt = FieldReader.Time(ref reader);
        }
        else if (reader.ValueTextEquals("deletionTimestamp"u8))
        {
            metadata.DeletionAt = FieldReader.Time(ref reader);
        }
        else
        {
            ReadLists(ref reader, ref metadata);
        }
    }

    private void ReadLists(ref Utf8JsonReader reader, ref ResourceMetadata metadata)
    {
        if (reader.ValueTextEquals("labels"u8))
        {
            ReadLabels(ref reader, ref metadata);
        }
        else if (reader.ValueTextEquals("annotations"u8))
        {
            ReadAnnotations(ref reader, ref metadata);
        }
        else if (reader.ValueTextEquals("ownerReferences"u8))
        {
            metadata.Owners = ReadOwners(ref reader);
        }
        else if (reader.ValueTextEquals("managedFields"u8))
        {
            metadata.FirstManager = ReadFirstManager(ref reader);
        }
        else
        {
            FieldReader.Skip(ref reader);
        }
    }

    private void ReadLabels(ref Utf8JsonReader reader, ref ResourceMetadata metadata)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("crossplane.io/claim-name"u8))
            {
                metadata.ClaimName = Name(ref reader, null);
            }
            else if (reader.ValueTextEquals("crossplane.io/claim-namespace"u8))
            {
                metadata.ClaimNamespace = Name(ref reader, Names);
            }
            else if (reader.ValueTextEquals("crossplane.io/composite"u8))
            {
                metadata.Composite = Name(ref reader, null);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }
    }

    private static void ReadAnnotations(ref Utf8JsonReader reader, ref ResourceMetadata metadata)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("crossplane.io/paused"u8))
            {
                metadata.IsPaused = FieldReader.Text(ref reader) == "true";
            }
            else if (reader.ValueTextEquals("crossplane.io/external-create-pending"u8))
            {
                metadata.Creation = metadata.Creation with { Pending = FieldReader.Time(ref reader) };
            }
            else if (reader.ValueTextEquals("crossplane.io/external-create-succeeded"u8))
            {
                metadata.Creation = metadata.Creation with { Succeeded = FieldReader.Time(ref reader) };
            }
            else if (reader.ValueTextEquals("crossplane.io/external-create-failed"u8))
            {
                metadata.Creation = metadata.Creation with { Failed = FieldReader.Time(ref reader) };
            }
            else if (MarkOf(ref reader) is { } mark)
            {
                var value = Name(ref reader, null);
                metadata.Marks = value.Length == 0 || metadata.Marks.ContainsKey(mark) ? metadata.Marks : metadata.Marks.Add(mark, value);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }
    }

    /// <summary>What is behind the slash of the key the reader stands on, if it is a mark's.</summary>
    private static string? MarkOf(ref Utf8JsonReader reader)
    {
        var key = reader.ValueSpan;
        var name = key[(key.LastIndexOf((byte)'/') + 1)..];
        if (name.Length == key.Length)
        {
            return null;
        }

        foreach (var mark in MarkKeys)
        {
            if (System.Text.Ascii.Equals(name, mark))
            {
                return mark;
            }
        }

        return null;
    }

    private ImmutableArray<ResourceOwner> ReadOwners(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterArray(ref reader))
        {
            return [];
        }

        var owners = new List<ResourceOwner>();
        while (FieldReader.NextObject(ref reader))
        {
            var owner = ReadOwner(ref reader);
            if (owner.Uid.Length > 0 && owners.Count < MaxOwners)
            {
                owners.Add(owner);
            }
        }

        return [.. owners.OrderByDescending(owner => owner.IsController)];
    }

    private ResourceOwner ReadOwner(ref Utf8JsonReader reader)
    {
        var (group, kind, name, uid, isController) = ("", "", "", "", false);
        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                group = GroupOf(Name(ref reader, Names));
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                kind = Name(ref reader, Names);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                name = Name(ref reader, null);
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                uid = Name(ref reader, null);
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

        return new ResourceOwner(group, kind, name, uid, isController);
    }

    private string ReadFirstManager(ref Utf8JsonReader reader)
    {
        var (first, firstAt) = ("", Instant.Never);
        if (!FieldReader.EnterArray(ref reader))
        {
            return first;
        }

        while (FieldReader.NextObject(ref reader))
        {
            var (manager, at) = ("", Instant.Never);
            while (FieldReader.NextProperty(ref reader))
            {
                if (reader.ValueTextEquals("manager"u8))
                {
                    manager = Name(ref reader, Names);
                }
                else if (reader.ValueTextEquals("time"u8))
                {
                    at = FieldReader.Time(ref reader);
                }
                else
                {
                    FieldReader.Skip(ref reader);
                }
            }

            // They are sorted by operation, not by time.
            (first, firstAt) = first.Length == 0 || at < firstAt ? (manager, at) : (first, firstAt);
        }

        return first;
    }

    /// <summary>Of <c>database.example.org/v1</c>, the group.</summary>
    internal static string GroupOf(string apiVersion) => apiVersion.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? apiVersion[..slash] : "";

    private static string Name(ref Utf8JsonReader reader, StringPool? pool) => PlainLine.Of(FieldReader.Text(ref reader, pool), PlainLine.MaxName);
}
