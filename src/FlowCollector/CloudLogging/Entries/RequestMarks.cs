using System.Collections.Immutable;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>Finds in a request's object the annotations by which a DAG says who makes it. Nothing else of the object is looked at.</summary>
internal static class RequestMarks
{
    private static readonly ImmutableArray<string> Names = ["dag-id", "task-id", "run-id", "try-number", "map-index"];

    /// <param name="reader">Before the value of <c>request</c>; moved past it.</param>
    public static ImmutableDictionary<string, string> Read(ref Utf8JsonReader reader)
    {
        var marks = ImmutableDictionary<string, string>.Empty;
        if (!FieldReader.EnterObject(ref reader))
        {
            return marks;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (LogEntryReader.Field(ref reader) == "metadata")
            {
                marks = ReadMetadata(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return marks;
    }

    private static ImmutableDictionary<string, string> ReadMetadata(ref Utf8JsonReader reader)
    {
        var marks = ImmutableDictionary<string, string>.Empty;
        if (!FieldReader.EnterObject(ref reader))
        {
            return marks;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (LogEntryReader.Field(ref reader) == "annotations")
            {
                marks = ReadAnnotations(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }

        return marks;
    }

    private static ImmutableDictionary<string, string> ReadAnnotations(ref Utf8JsonReader reader)
    {
        var marks = ImmutableDictionary<string, string>.Empty;
        if (!FieldReader.EnterObject(ref reader))
        {
            return marks;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            var key = LogEntryReader.Field(ref reader);
            var value = EntryText.Name(ref reader);
            var slash = key.LastIndexOf('/');
            var name = key[(slash + 1)..];
            if (slash > 0 && value.Length > 0 && Names.Contains(name))
            {
                marks = marks.SetItem(name, value);
            }
        }

        return marks;
    }
}
