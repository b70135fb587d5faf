using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Reads the value that a reader stands before, also of text that ends somewhere: then every question is answered with what is
/// absent. A value of another type than expected is passed over and read as absent, as null is.</summary>
internal static class CutJson
{
    /// <summary>Far deeper than objects of Kubernetes are; the reader keeps one bit for each level.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    /// <param name="isCut">The text may end anywhere.</param>
    public static Utf8JsonReader Over(ReadOnlySpan<byte> text, bool isCut) => new(text, !isCut, new JsonReaderState(Options));

    public static bool EnterObject(ref Utf8JsonReader json) => Enter(ref json, JsonTokenType.StartObject);

    public static bool EnterArray(ref Utf8JsonReader json) => Enter(ref json, JsonTokenType.StartArray);

    /// <summary>Moves to the next property name of the object; false at its end.</summary>
    public static bool NextProperty(ref Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves to the next element of the array; false at its end.</summary>
    public static bool NextElement(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.EndArray;

    public static void Skip(ref Utf8JsonReader json)
    {
        if (json.Read())
        {
            json.TrySkip();
        }
    }

    public static string Text(ref Utf8JsonReader json, StringPool? pool, int limit = LineText.MaxName)
    {
        if (!json.Read())
        {
            return "";
        }

        if (json.TokenType == JsonTokenType.String)
        {
            return LineText.Read(ref json, pool, limit);
        }

        json.TrySkip();
        return "";
    }

    /// <summary>Zero when it is no whole number.</summary>
    public static int Number(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return 0;
        }

        var number = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var value) ? value : 0;
        json.TrySkip();
        return number;
    }

    /// <summary>RFC 3339 text.</summary>
    public static Instant Time(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return Instant.Missing;
        }

        var time = json.TokenType == JsonTokenType.String && json.TryGetDateTimeOffset(out var value) ? Instant.FromDateTimeOffset(value) : Instant.Missing;
        json.TrySkip();
        return time;
    }

    /// <summary>First element of an array of texts.</summary>
    public static string FirstText(ref Utf8JsonReader json, StringPool? pool)
    {
        var first = "";
        var isFirst = true;
        if (EnterArray(ref json))
        {
            while (NextElement(ref json))
            {
                first = isFirst && json.TokenType == JsonTokenType.String ? LineText.Read(ref json, pool, LineText.MaxName) : first;
                isFirst = false;
                json.TrySkip();
            }
        }

        return first;
    }

    /// <summary>Last element of an array of addresses.</summary>
    public static IpAddress LastAddress(ref Utf8JsonReader json)
    {
        var last = default(IpAddress);
        if (EnterArray(ref json))
        {
            while (NextElement(ref json))
            {
                last = json.TokenType == JsonTokenType.String ? IpText.Read(json.ValueSpan) : default;
                json.TrySkip();
            }

            // The rest of a list that was cut is not known, and only its last element can be trusted.
            last = json.TokenType == JsonTokenType.EndArray ? last : default;
        }

        return last;
    }

    private static bool Enter(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read())
        {
            return false;
        }

        if (json.TokenType == type)
        {
            return true;
        }

        json.TrySkip();
        return false;
    }
}
