using System.Globalization;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>Profiles as JSON: to be kept, and to be read by whoever wants to know what was learned. Version 1.</summary>
internal static class ProfileJson
{
    private const int Version = 1;
    private const int MaxText = 512;
    private const int MaxProfiles = 100_000;

    public static byte[] Write(IEnumerable<TaskProfile> profiles)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("profiles");
            foreach (var profile in profiles)
            {
                Write(json, profile);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="FormatException">It is not what this version writes; the message says what is wrong.</exception>
    public static List<TaskProfile> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var version = document.RootElement.GetProperty("version").GetInt32();
            return version != Version
                ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"its version is {version}, this agent reads version {Version}"))
                : [.. document.RootElement.GetProperty("profiles").EnumerateArray().Take(MaxProfiles).Select(ReadProfile)];
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException or IndexOutOfRangeException)
        {
            throw new FormatException($"it is no profiles: {failure.Message}", failure);
        }
    }

    private static void Write(Utf8JsonWriter json, TaskProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("namespace", profile.Key.Namespace);
        json.WriteString("dag", profile.Key.Dag);
        json.WriteString("task", profile.Key.Task);
        json.WriteBoolean("retry", profile.Key.IsRetry);
        json.WriteString("pods", profile.Key.Roles);
        json.WriteNumber("runs", profile.Runs);
        json.WriteString("lastRun", profile.LastRun);
        json.WriteNumber("first", profile.FirstAt.UnixNanoseconds);
        json.WriteNumber("last", profile.LastAt.UnixNanoseconds);
        Write(json, "tries", profile.Traces);
        Write(json, "held", profile.Quarantine.Held);
        Write(json, profile.Days);
        Write(json, "peers", profile.Peers);
        json.WriteStartArray("sighted");
        foreach (var (peer, at) in profile.Sighted.OrderBy(sight => sight.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray();
            json.WriteStringValue(peer);
            json.WriteNumberValue(at.UnixNanoseconds);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        Write(json, "troubles", profile.Troubles);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<TryTrace> traces)
    {
        json.WriteStartArray(name);
        foreach (var trace in traces)
        {
            json.WriteStartArray();
            json.WriteStringValue(trace.TryId);
            json.WriteStringValue(trace.Run);
            json.WriteNumberValue(trace.EndedAt.UnixNanoseconds);
            json.WriteNumberValue(trace.Established);
            json.WriteNumberValue(trace.Denials);
            json.WriteNumberValue(trace.Addresses);
            json.WriteNumberValue(trace.Ports);
            json.WriteNumberValue(trace.SentBytes);
            json.WriteNumberValue(trace.Names);
            json.WriteNumberValue(trace.Seconds);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<DayHighs> days)
    {
        json.WriteStartArray("days");
        foreach (var day in days)
        {
            json.WriteStartArray();
            json.WriteNumberValue(day.Day);
            json.WriteNumberValue(day.Established);
            json.WriteNumberValue(day.Addresses);
            json.WriteNumberValue(day.Ports);
            json.WriteNumberValue(day.SentBytes);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, PeerMemory> memories)
    {
        json.WriteStartArray(name);
        foreach (var (what, memory) in memories.OrderBy(memory => memory.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray();
            json.WriteStringValue(what);
            json.WriteNumberValue(memory.First.UnixNanoseconds);
            json.WriteNumberValue(memory.Last.UnixNanoseconds);
            json.WriteNumberValue(memory.Runs);
            json.WriteStringValue(memory.LastRun);
            json.WriteNumberValue(memory.MetInRun);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static TaskProfile ReadProfile(JsonElement json)
    {
        var key = new ProfileKey(
            Text(json.GetProperty("namespace")),
            Text(json.GetProperty("dag")),
            Text(json.GetProperty("task")),
            json.GetProperty("retry").GetBoolean(),
            Text(json.GetProperty("pods")));
        var profile = new TaskProfile(key);
        profile.Restore(
            Count(json.GetProperty("runs")),
            Text(json.GetProperty("lastRun")),
            new Instant(json.GetProperty("first").GetInt64()),
            new Instant(json.GetProperty("last").GetInt64()),
            json.GetProperty("tries").EnumerateArray().Select(ReadTrace),
            Added(json, "days").Select(ReadDay),
            json.GetProperty("peers").EnumerateArray().Select(ReadMemory),
            Added(json, "sighted").Select(sight => KeyValuePair.Create(Text(sight[0]), new Instant(sight[1].GetInt64()))),
            json.GetProperty("troubles").EnumerateArray().Select(ReadMemory));
        profile.Quarantine.Restore(json.GetProperty("held").EnumerateArray().Select(ReadTrace));
        return profile;
    }

    /// <summary>What profiles of the first agents do not have.</summary>
    private static JsonElement.ArrayEnumerator Added(JsonElement json, string name) => json.TryGetProperty(name, out var added) ? added.EnumerateArray() : default;

    private static TryTrace ReadTrace(JsonElement json) => new(
        Text(json[0]), Text(json[1]), new Instant(json[2].GetInt64()), Count(json[3]), Count(json[4]), Count(json[5]), Count(json[6]),
        Bytes(json[7]), Count(json[8]), Count(json[9]));

    private static DayHighs ReadDay(JsonElement json) => new(Count(json[0]), Count(json[1]), Count(json[2]), Count(json[3]), Bytes(json[4]));

    private static KeyValuePair<string, PeerMemory> ReadMemory(JsonElement json) =>
        new(Text(json[0]), new PeerMemory(new Instant(json[1].GetInt64()), new Instant(json[2].GetInt64()), Count(json[3]), Text(json[4]), Count(json[5])));

    private static string Text(JsonElement json) => json.GetString() is { Length: <= MaxText } text
        ? text
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"a text in it is missing or longer than {MaxText} characters"));

    private static long Bytes(JsonElement json) => json.GetInt64() is var sent && sent >= -1 ? sent : throw new FormatException($"{sent} is no number of bytes");

    private static int Count(JsonElement json) => json.GetInt32() is var count && count >= 0
        ? count
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{count} is no number of anything"));
}
