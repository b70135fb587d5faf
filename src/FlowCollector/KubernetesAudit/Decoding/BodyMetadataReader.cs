using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Reads the only part that is wanted of the bodies of requests and answers.</summary>
internal static class BodyMetadataReader
{
    /// <summary>A key of an annotation is at most 253 + 1 + 63 characters.</summary>
    private const int MaxKeyBytes = 512;

    private static readonly ImmutableArray<string> MarkNames = ["dag-id", "task-id", "run-id", "try-number", "map-index"];

    /// <param name="json">Before the value of <c>metadata</c>; moved past it.</param>
    public static BodyMetadata Read(ref Utf8JsonReader json, StringPool? names)
    {
        var metadata = new BodyMetadata();
        if (!CutJson.EnterObject(ref json))
        {
            return metadata;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (json.ValueTextEquals("name"u8))
            {
                metadata.Name = CutJson.Text(ref json, null);
            }
            else if (json.ValueTextEquals("uid"u8))
            {
                metadata.Uid = CutJson.Text(ref json, null);
            }
            else if (json.ValueTextEquals("annotations"u8))
            {
                metadata.Marks = ReadMarks(ref json, names);
            }
            else
            {
                CutJson.Skip(ref json);
            }
        }

        return metadata;
    }

    private static ImmutableDictionary<string, string> ReadMarks(ref Utf8JsonReader json, StringPool? names)
    {
        var marks = ImmutableDictionary<string, string>.Empty;
        if (!CutJson.EnterObject(ref json))
        {
            return marks;
        }

        while (CutJson.NextProperty(ref json))
        {
            if (MarkOf(ref json) is not { } mark)
            {
                CutJson.Skip(ref json);
            }
            else if (CutJson.Text(ref json, names) is { Length: > 0 } value)
            {
                marks = marks.SetItem(mark, value);
            }
        }

        return marks;
    }

    /// <summary>What is behind the slash, when it is one of the names; else null.</summary>
    private static string? MarkOf(ref Utf8JsonReader json)
    {
        var key = json.ValueSpan;
        if (key.Length > MaxKeyBytes)
        {
            return null;
        }

        key = json.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(json.GetString()!) : key;

        foreach (var name in MarkNames)
        {
            if (key.Length > name.Length && key[^(name.Length + 1)] == '/' && System.Text.Ascii.Equals(key[^name.Length..], name))
            {
                return name;
            }
        }

        return null;
    }
}
