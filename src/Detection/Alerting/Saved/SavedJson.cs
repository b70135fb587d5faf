using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Saved;

/// <summary>Reads strictly: what is missing, of another kind or out of range throws.</summary>
internal static class SavedJson
{
    public static string Text(JsonElement json, string name) => Text(json.GetProperty(name));

    public static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("a text is missing");

    public static Instant Time(JsonElement json, string name) => Time(json.GetProperty(name));

    public static Instant Time(JsonElement json) => json.GetInt64() is var time and >= 0 ? new Instant(time) : throw new FormatException("a time is negative");

    public static TimeSpan Span(JsonElement json, string name) =>
        json.GetProperty(name).GetInt64() is var ticks and >= 0 ? TimeSpan.FromTicks(ticks) : throw new FormatException($"{name} is negative");

    public static long Count(JsonElement json, string name) =>
        json.GetProperty(name).GetInt64() is var count and >= 0 ? count : throw new FormatException($"{name} is negative");

    /// <summary>The values of such enums are 0, 1, 2, ... without a gap.</summary>
    public static T Choice<T>(JsonElement json, string name)
        where T : struct, Enum
    {
        var number = json.GetProperty(name).GetByte();
        var values = Enum.GetValues<T>();
        return number < values.Length ? values[number] : throw new FormatException($"{name} is {number}, at most {values.Length - 1}");
    }

    public static IEnumerable<JsonElement> Items(JsonElement json, string name, int limit)
    {
        var array = json.GetProperty(name);
        var length = array.GetArrayLength();
        return length <= limit ? array.EnumerateArray() : throw new FormatException($"{length} {name}, at most {limit}");
    }

    public static ImmutableArray<string> Texts(JsonElement json, string name, int limit) => [.. Items(json, name, limit).Select(Text)];
}
