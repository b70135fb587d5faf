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
    public static BodyMetadata Read(ref CutJson json, StringPool? names)
    {
        var metadata = new BodyMetadata();
        if (!json.EnterObject())
        {
            return metadata;
        }

        while (json.NextProperty())
        {
            if (json.IsKey("name"u8))
            {
                metadata.Name = json.Text(null);
            }
            else if (json.IsKey("uid"u8))
            {
                metadata.Uid = json.Text(null);
            }
            else if (json.IsKey("annotations"u8))
            {
                metadata.Marks = ReadMarks(ref json, names);
            }
            else
            {
                json.Skip();
            }
        }

        return metadata;
    }

    private static ImmutableDictionary<string, string> ReadMarks(ref CutJson json, StringPool? names)
    {
        var marks = ImmutableDictionary<string, string>.Empty;
        if (!json.EnterObject())
        {
            return marks;
        }

        while (json.NextProperty())
        {
            if (MarkOf(ref json) is not { } mark)
            {
                json.Skip();
            }
            else if (json.Text(names) is { Length: > 0 } value)
            {
                marks = marks.SetItem(mark, value);
            }
        }

        return marks;
    }

    /// <summary>What is behind the slash, when it is one of the names; else null.</summary>
    private static string? MarkOf(ref CutJson json)
    {
        var key = json.Reader.ValueSpan;
        if (key.Length > MaxKeyBytes)
        {
            return null;
        }

        key = json.Reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(json.Reader.GetString()!) : key;

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
