using System.Collections.Immutable;
using System.Globalization;
using Windsock.Detection.Tries;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Puts into words where an alert stands.</summary>
internal static class AlertWriter
{
    public const int MaxListed = 100;
    private const int MaxOwners = 50;
    private const int MaxSentence = 1_000;

    /// <summary>Whom a message that it fires is about: all who are part of it, and who came and went since the last one. When it only
    /// fires because it comes and goes: those that the last one was about.</summary>
    public static List<AlertMember> ListFiring(AlertEntry entry)
    {
        var listed = entry.Members.Values.Where(member => member.IsPresent || !member.IsTold).ToList();
        return listed.Count > 0 && (entry.HasPresent || !entry.IsTold) ? listed : ListResolved(entry);
    }

    /// <summary>Whom a message that it is over is about: those of the last one, and who came since.</summary>
    public static List<AlertMember> ListResolved(AlertEntry entry)
    {
        var listed = entry.Members.Values.Where(member => !member.IsToldGone).ToList();
        return listed.Count > 0 ? listed : [.. entry.Members.Values];
    }

    /// <param name="listed">At least one.</param>
    public static Alert Write(AlertEntry entry, List<AlertMember> listed, AlertState state, Instant now)
    {
        listed.Sort(static (one, other) => one.LastSeen != other.LastSeen
            ? other.LastSeen.CompareTo(one.LastSeen)
            : string.CompareOrdinal(one.Newest.Subject.Key, other.Newest.Subject.Key));
        var newest = listed[0].Newest;
        return new Alert
        {
            Fingerprint = entry.Fingerprint,
            Revision = Math.Max(1, entry.Revision),
            State = state,
            Rule = entry.Terms.Name,
            Cause = entry.Cause,
            Severity = listed.Max(member => member.Newest.Severity),
            Summary = Sentence(entry, newest.Summary, listed),
            Mend = newest.Mend,
            Owners = OwnersOf(listed),
            Members = [.. listed.Take(MaxListed).Select(member => member.Newest)],
            MemberCount = listed.Count,
            FindingCount = entry.FindingCount,
            StartsAt = entry.StartsAt,
            EndsAt = state == AlertState.Resolved ? now : Instant.Missing,
            At = now,
            ResolvedBecause = state == AlertState.Resolved ? Because(entry, listed) : "",
        };
    }

    private static ImmutableArray<string> OwnersOf(List<AlertMember> listed) =>
    [
        .. listed.SelectMany(member => member.Newest.Owners).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxOwners),
    ];

    private static string Sentence(AlertEntry entry, string summary, List<AlertMember> listed)
    {
        var others = listed.Count - 1;
        var what = !listed[0].Newest.Subject.IsTask || listed.Any(member => !member.Newest.Subject.IsTask) ? "other" : "other task";
        var more = others == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" The same holds for {others} {what}{(others == 1 ? "" : "s")}.");
        var flaps = entry.IsFlapping
            ? string.Create(CultureInfo.InvariantCulture, $" It comes and goes: it fired {entry.Starts.Count} times within {Words(entry.Terms.Options.FlapWindow)}, and is kept firing until it is quiet for {Words(entry.Terms.QuietAfterFlaps)}.")
            : "";
        var room = MaxSentence - more.Length - flaps.Length;
        return OneLine.Of((summary.Length > room ? summary[..(room - 3)] + "..." : summary) + more + flaps);
    }

    private static string Because(AlertEntry entry, List<AlertMember> listed)
    {
        var silent = $"not seen for {Words(entry.Terms.KeepFiring)}";
        if (entry.IsFlapping)
        {
            return $"quiet for {Words(entry.Terms.QuietAfterFlaps)}";
        }

        if (listed.All(member => member.End != MemberEnd.Cleared))
        {
            return silent;
        }

        var cleared = listed.Any(member => member.Newest.Try is not null) ? "a later try was in order" : "it was looked at again and in order";
        return listed.All(member => member.End == MemberEnd.Cleared) ? cleared : $"{cleared}, or {silent}";
    }

    /// <summary>In the largest unit that makes at least two of them: <c>24 h</c>, <c>5 min</c>, <c>3 days</c>.</summary>
    private static string Words(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
    };
}
