using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Detection.Guardrails;

/// <summary>The JSON form of what is kept about the use of patterns:
/// <c>{"version":1,"savedAt":ns,"patterns":[{"guardrail":"","dags":"","unmatchedSince":ns,"lastMatchedAt":ns}]}</c>, times in nanoseconds since
/// 1970.</summary>
internal static class UseDocument
{
    private const int Version = 1;

    /// <summary>More than all patterns of all guardrails take.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    public static byte[] Write(Instant savedAt, ImmutableArray<SavedUse> uses)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("savedAt", savedAt.UnixNanoseconds);
            json.WriteStartArray("patterns");
            foreach (var use in uses)
            {
                json.WriteStartObject();
                json.WriteString("guardrail", use.Guardrail);
                json.WriteString("dags", use.Pattern);
                json.WriteNumber("unmatchedSince", use.UnmatchedSince.UnixNanoseconds);
                json.WriteNumber("lastMatchedAt", use.LastMatchedAt.UnixNanoseconds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="problem">Why it cannot be used; one line.</param>
    public static bool TryRead(ReadOnlyMemory<byte> content, out Instant savedAt, out ImmutableArray<SavedUse> uses, out string problem)
    {
        (savedAt, uses, problem) = (default, [], "");
        if (content.Length > MaxBytes)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"has {content.Length} bytes; at most {MaxBytes} are read");
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            var version = root.GetProperty("version").GetInt32();
            if (version != Version)
            {
                problem = string.Create(CultureInfo.InvariantCulture, $"has version {version}; this program reads version {Version}");
                return false;
            }

            savedAt = Time(root, "savedAt");
            uses = [.. root.GetProperty("patterns").EnumerateArray().Select(One)];
            return true;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            problem = "is not the JSON that this program writes";
            return false;
        }
    }

    private static SavedUse One(JsonElement use) =>
        new(use.GetProperty("guardrail").GetString() ?? "", use.GetProperty("dags").GetString() ?? "", Time(use, "unmatchedSince"), Time(use, "lastMatchedAt"));

    private static Instant Time(JsonElement parent, string name) => new(Math.Max(0, parent.GetProperty(name).GetInt64()));
}
