using System.Buffers;
using System.Text.Json;
using Windsock.Detection.Alerting.Entries;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Saved;

/// <summary>The content of the state <c>alerts</c>: JSON of a version. Times are nanoseconds since 1970, spans ticks of 100 ns.</summary>
internal static class SavedAlerts
{
    public const string Name = "alerts";
    private const int Version = 1;

    /// <summary>More than full tables take with findings of usual size, and little enough to be read in a moment.</summary>
    private const int MaxBytes = 256 * 1024 * 1024;

    /// <summary>Further alerts in a state than there is room for now are left out; more than any options allow is no state of ours.</summary>
    private const int MaxAlerts = 100_000;

    public static byte[] Save(AlertTable table, Sight sight)
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteNumber("blindFor", sight.BlindFor.Ticks);
            writer.WriteStartArray("alerts");
            foreach (var entry in table.All)
            {
                EntryJson.Write(writer, entry);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Takes all of the content or nothing of it: what it replaces stays when it is not usable.</summary>
    /// <returns>Why it is not usable; empty when it is.</returns>
    public static string Restore(ReadOnlySpan<byte> content, IReadOnlyDictionary<string, RuleTerms> rules, AlertTable table, Sight sight, AlertCounts counts, Instant now)
    {
        if (content.Length > MaxBytes)
        {
            return $"{content.Length} bytes, at most {MaxBytes}";
        }

        try
        {
            var reader = new Utf8JsonReader(content, new JsonReaderOptions { MaxDepth = 16 });
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                return "something follows the end";
            }

            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is var version and not Version)
            {
                return $"its version is {version}, this agent reads version {Version}";
            }

            var blindFor = SavedJson.Span(root, "blindFor");
            var entries = SavedJson.Items(root, "alerts", MaxAlerts).Select(json => EntryJson.Read(json, rules, blindFor)).ToList();
            table.Clear();
            sight.BlindFor = blindFor;
            Take(entries, table, counts, now);
            return "";
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return failure.Message;
        }
    }

    private static void Take(List<EntryJson.SavedEntry> entries, AlertTable table, AlertCounts counts, Instant now)
    {
        // What fires comes first where there is less room than there was.
        foreach (var saved in entries.OrderByDescending(saved => saved.Phase))
        {
            if (saved.Entry is not { } entry)
            {
                counts.Drop(MemberDrop.UnknownRule, saved.Members.Count);
                continue;
            }

            if (!table.TryAdd(entry))
            {
                counts.Drop(MemberDrop.AlertLimit, saved.Members.Count);
                continue;
            }

            foreach (var member in saved.Members.OrderByDescending(member => member.LastSeen))
            {
                if (!table.TryAddMember(entry, member))
                {
                    counts.Drop(MemberDrop.MemberLimit);
                }
            }

            if (entry.Members.Count == 0 && entry.Phase != AlertPhase.Quiet)
            {
                table.Remove(entry);
                continue;
            }

            entry.Rewind(now);
        }
    }
}
