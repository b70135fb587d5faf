using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Crossplane.Discovery;

/// <summary>One resource as discovery describes it: APIResourceDiscovery (<c>resource</c>, <c>responseKind</c>) or APIResource (<c>name</c>,
/// <c>kind</c>), which have <c>verbs</c> and <c>categories</c> in common.</summary>
internal sealed class TypeEntry
{
    private readonly List<string> _verbs = [];
    private readonly List<string> _categories = [];

    public string Resource { get; private set; } = "";

    public string Kind { get; private set; } = "";

    /// <summary>Its place in Crossplane; null: it has none.</summary>
    public ResourceRole? Role =>
        _categories.Contains("claim") ? ResourceRole.Claim
        : _categories.Contains("composite") ? ResourceRole.Composite
        : _categories.Contains("managed") ? ResourceRole.Managed
        : null;

    /// <summary>It can be watched, and is no part of another (<c>buckets/status</c>).</summary>
    public bool IsWhole =>
        Resource.Length > 0 && !Resource.Contains('/', StringComparison.Ordinal) && Kind.Length > 0 && _verbs.Contains("list") && _verbs.Contains("watch");

    /// <param name="reader">On the name of a property; moved past its value.</param>
    public void ReadField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("resource"u8) || reader.ValueTextEquals("name"u8))
        {
            Resource = FieldReader.Text(ref reader);
        }
        else if (reader.ValueTextEquals("kind"u8))
        {
            Kind = FieldReader.Text(ref reader);
        }
        else if (reader.ValueTextEquals("responseKind"u8))
        {
            ReadKind(ref reader);
        }
        else if (reader.ValueTextEquals("verbs"u8))
        {
            ReadTexts(ref reader, _verbs);
        }
        else if (reader.ValueTextEquals("categories"u8))
        {
            ReadTexts(ref reader, _categories);
        }
        else
        {
            FieldReader.Skip(ref reader);
        }
    }

    private void ReadKind(ref Utf8JsonReader reader)
    {
        if (!FieldReader.EnterObject(ref reader))
        {
            return;
        }

        while (FieldReader.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                Kind = FieldReader.Text(ref reader);
            }
            else
            {
                FieldReader.Skip(ref reader);
            }
        }
    }

    private static void ReadTexts(ref Utf8JsonReader reader, List<string> texts)
    {
        // A verb or a category more than these is none that is looked for.
        const int Max = 64;
        if (!FieldReader.EnterArray(ref reader))
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && texts.Count < Max)
            {
                texts.Add(FieldReader.Current(ref reader, null));
            }

            reader.Skip();
        }
    }
}
