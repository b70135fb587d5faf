using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Saved;

/// <summary>Reads strictly: what is missing, of another kind or out of range throws.</summary>
internal static class SavedJson
{
    private const long MaxNumber = long.MaxValue / 2;

    /// <summary>As many of them as a table holds can be added up.</summary>
    private const long MaxCount = 1_000_000_000_000;

    public static string Text(JsonElement json, string name) => Text(json.GetProperty(name));

    public static string Text(JsonElement json) => json.GetString() ?? throw new FormatException("a text is missing");

    public static Instant Time(JsonElement json, string name) => Time(json.GetProperty(name));

    public static Instant Time(JsonElement json) => new(Number(json, "a time"));

    public static TimeSpan Span(JsonElement json, string name) => TimeSpan.FromTicks(Number(json.GetProperty(name), name));

    public static long Count(JsonElement json, string name) => Number(json.GetProperty(name), name) is var count and < MaxCount
        ? count
        : throw new FormatException($"{name} is {MaxCount} or more");

    /// <summary>The values of such enums are 0, 1, 2, ... without a gap.</summary>
    public static T Choice<T>(JsonElement json, string name)
        where T : struct, Enum
    {
        var number = json.GetProperty(name).GetByte();
        var values = Enum.GetValues<T>();
        return number < values.Length ? values[number] : throw new FormatException($"{name} is {number}, at most {values.Length - 1}");
    }

    /// <summary>A time that some source told wrong is missing afterwards.</summary>
    public static void Write(Utf8JsonWriter writer, string name, Instant time) =>
        writer.WriteNumber(name, time.UnixNanoseconds is >= 0 and <= MaxNumber ? time.UnixNanoseconds : 0);

    /// <summary>Far enough from the end of its type that sums and differences of a few stay within.</summary>
    private static long Number(JsonElement json, string name) => json.GetInt64() switch
    {
        < 0 => throw new FormatException($"{name} is negative"),
        > MaxNumber => throw new FormatException($"{name} is more than {MaxNumber}"),
        var number => number,
    };

    public static IEnumerable<JsonElement> Items(JsonElement json, string name, int limit)
    {
        var array = json.GetProperty(name);
        var length = array.GetArrayLength();
        return length <= limit ? array.EnumerateArray() : throw new FormatException($"{length} {name}, at most {limit}");
    }

    public static ImmutableArray<string> Texts(JsonElement json, string name, int limit) => [.. Items(json, name, limit).Select(Text)];
}
