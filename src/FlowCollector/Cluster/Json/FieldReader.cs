using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Reads the value a <see cref="Utf8JsonReader"/> stands before. A value of another type than expected is passed over and
/// read as absent, as null is: one odd field must not cost a whole object.</summary>
internal static class FieldReader
{
    /// <summary>Text over this length is not taken: no name, id or reason of Kubernetes or Airflow comes near it.</summary>
    public const int MaxTextBytes = 4096;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow };

    /// <summary>Not JSON, nested too deep, or (the reader's second way to say it) text with half of a surrogate pair.</summary>
    public static bool IsMalformed(Exception failure) => failure is JsonException or InvalidOperationException;

    /// <summary>Moves to the value and into it if it is an object; false (and past it) if it is anything else.</summary>
    public static bool EnterObject(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartObject);

    public static bool EnterArray(ref Utf8JsonReader reader) => Enter(ref reader, JsonTokenType.StartArray);

    /// <summary>Moves to the next property name of the object; false at its end.</summary>
    public static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Moves to the next element that is an object and into it; false at the end of the array.</summary>
    public static bool NextObject(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    public static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>Empty when it is not a string or too long.</summary>
    public static string Text(ref Utf8JsonReader reader, StringPool? pool = null) =>
        ReadText(ref reader, pool, MaxTextBytes, out var text) == JsonTokenType.String ? text : "";

    public static bool Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        var isTrue = reader.TokenType == JsonTokenType.True;
        reader.Skip();
        return isTrue;
    }

    public static int Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        var number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : 0;
        reader.Skip();
        return number;
    }

    /// <summary>RFC 3339 text; missing when absent or not a time after 1970.</summary>
    public static Instant Time(ref Utf8JsonReader reader)
    {
        reader.Read();
        var time = reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var value)
            ? Instant.FromDateTimeOffset(value)
            : Instant.Missing;
        reader.Skip();
        return time;
    }

    /// <summary>Moves past the value.</summary>
    /// <returns>Its type; <see cref="JsonTokenType.None"/> for text over the limit.</returns>
    public static JsonTokenType ReadText(ref Utf8JsonReader reader, StringPool? pool, int maxBytes, out string text)
    {
        reader.Read();
        text = "";
        var type = reader.TokenType;
        if (type != JsonTokenType.String)
        {
            reader.Skip();
            return type;
        }

        if (reader.ValueSpan.Length > maxBytes)
        {
            return JsonTokenType.None;
        }

        text = Current(ref reader, pool);
        return type;
    }

    /// <summary>The string or property name the reader stands on.</summary>
    public static string Current(ref Utf8JsonReader reader, StringPool? pool)
    {
        if (pool is not null && !reader.ValueIsEscaped)
        {
            return pool.Get(reader.ValueSpan);
        }

        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // Invalid UTF-8, or half of a surrogate pair as \u escape: no text that anybody could name something with.
            return "";
        }
    }

    private static bool Enter(ref Utf8JsonReader reader, JsonTokenType type)
    {
        reader.Read();
        if (reader.TokenType == type)
        {
            return true;
        }

        reader.Skip();
        return false;
    }
}
