using System.Text.Json;
using Windsock.Detection.Alerting.Entries;
using Windsock.Model.Findings;

namespace Windsock.Detection.Alerting.Saved;

/// <summary>An alert as state keeps it.</summary>
internal static class EntryJson
{
    private const int MaxMembers = 100_000;
    private const int MaxStarts = 1_000;
    private const int MaxTries = 1_000;

    /// <param name="Entry">Null when its rule is no rule any more.</param>
    internal sealed record SavedEntry(AlertEntry? Entry, AlertPhase Phase, List<AlertMember> Members);

    public static void Write(Utf8JsonWriter writer, AlertEntry entry)
    {
        writer.WriteStartObject();
        writer.WriteString("rule", entry.Terms.Name);
        writer.WriteString("cause", entry.Cause);
        writer.WriteNumber("phase", (byte)entry.Phase);
        writer.WriteNumber("pendingSince", entry.PendingSince.UnixNanoseconds);
        writer.WriteNumber("lastFindingAt", entry.LastFindingAt.UnixNanoseconds);
        writer.WriteNumber("blindBefore", entry.BlindBefore.Ticks);
        writer.WriteNumber("startsAt", entry.StartsAt.UnixNanoseconds);
        writer.WriteNumber("endedAt", entry.EndedAt.UnixNanoseconds);
        writer.WriteNumber("toldAt", entry.ToldAt.UnixNanoseconds);
        writer.WriteNumber("toldSeverity", (byte)entry.ToldSeverity);
        writer.WriteNumber("revision", entry.Revision);
        writer.WriteNumber("findings", entry.FindingCount);
        writer.WriteBoolean("hasJoined", entry.HasJoined);
        writer.WriteBoolean("isFlapping", entry.IsFlapping);
        writer.WriteBoolean("isHeld", entry.IsHeldCounted);
        writer.WriteBoolean("isMuted", entry.IsMutedCounted);
        writer.WriteStartArray("starts");
        foreach (var start in entry.Starts)
        {
            writer.WriteNumberValue(start.UnixNanoseconds);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("members");
        foreach (var member in entry.Members.Values)
        {
            Write(writer, member);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static SavedEntry Read(JsonElement json, IReadOnlyDictionary<string, RuleTerms> rules, TimeSpan blindFor)
    {
        var (rule, cause) = (SavedJson.Text(json, "rule"), SavedJson.Text(json, "cause"));
        var phase = SavedJson.Choice<AlertPhase>(json, "phase");
        var members = SavedJson.Items(json, "members", MaxMembers).Select(member => ReadMember(member, rule, cause, blindFor)).ToList();
        if (members.Select(member => member.Newest.Subject.Key).Distinct(StringComparer.Ordinal).Count() != members.Count)
        {
            throw new FormatException("a subject stands twice in one alert");
        }

        if (!rules.TryGetValue(rule, out var terms))
        {
            return new SavedEntry(null, phase, members);
        }

        var entry = new AlertEntry(terms, cause)
        {
            Phase = phase,
            PendingSince = SavedJson.Time(json, "pendingSince"),
            LastFindingAt = SavedJson.Time(json, "lastFindingAt"),
            BlindBefore = Within(SavedJson.Span(json, "blindBefore"), blindFor),
            StartsAt = SavedJson.Time(json, "startsAt"),
            EndedAt = SavedJson.Time(json, "endedAt"),
            ToldAt = SavedJson.Time(json, "toldAt"),
            ToldSeverity = SavedJson.Choice<Severity>(json, "toldSeverity"),
            Revision = (int)Math.Min(int.MaxValue, SavedJson.Count(json, "revision")),
            FindingCount = SavedJson.Count(json, "findings"),
            HasJoined = json.GetProperty("hasJoined").GetBoolean(),
            IsFlapping = json.GetProperty("isFlapping").GetBoolean(),
            IsHeldCounted = json.GetProperty("isHeld").GetBoolean(),
            IsMutedCounted = json.GetProperty("isMuted").GetBoolean(),
        };
        entry.Starts.AddRange(SavedJson.Items(json, "starts", MaxStarts).Select(SavedJson.Time));
        return new SavedEntry(entry, phase, members);
    }

    private static void Write(Utf8JsonWriter writer, AlertMember member)
    {
        writer.WriteStartObject();
        writer.WriteNumber("firstSeen", member.FirstSeen.UnixNanoseconds);
        writer.WriteNumber("lastSeen", member.LastSeen.UnixNanoseconds);
        writer.WriteNumber("count", member.Count);
        writer.WriteNumber("clearedAt", member.ClearedAt.UnixNanoseconds);
        writer.WriteNumber("end", (byte)member.End);
        writer.WriteBoolean("isTold", member.IsTold);
        writer.WriteBoolean("isToldGone", member.IsToldGone);
        writer.WriteNumber("blindBefore", member.BlindBefore.Ticks);
        writer.WriteNumber("triesWithoutId", member.TriesWithoutId);
        writer.WriteStartArray("tries");
        foreach (var id in member.TryIds)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("finding");
        FindingJson.Write(writer, member.Newest);
        writer.WriteEndObject();
    }

    private static AlertMember ReadMember(JsonElement json, string rule, string cause, TimeSpan blindFor)
    {
        var member = new AlertMember(FindingJson.Read(json.GetProperty("finding"), rule, cause), SavedJson.Time(json, "firstSeen"))
        {
            LastSeen = SavedJson.Time(json, "lastSeen"),
            Count = SavedJson.Count(json, "count"),
            ClearedAt = SavedJson.Time(json, "clearedAt"),
            End = SavedJson.Choice<MemberEnd>(json, "end"),
            IsTold = json.GetProperty("isTold").GetBoolean(),
            IsToldGone = json.GetProperty("isToldGone").GetBoolean(),
            BlindBefore = Within(SavedJson.Span(json, "blindBefore"), blindFor),
            TriesWithoutId = SavedJson.Count(json, "triesWithoutId"),
        };
        foreach (var id in SavedJson.Texts(json, "tries", MaxTries))
        {
            member.AddTry(id);
        }

        return member;
    }

    private static TimeSpan Within(TimeSpan span, TimeSpan limit) => span <= limit ? span : limit;
}
