using System.Collections.Immutable;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>What fires and what was resolved lately, as Alertmanager is to be told again and again. Immutable and bounded; each message
/// makes a new roster.</summary>
internal sealed class AlertmanagerRoster
{
    /// <summary>Alerts, firing and resolved ones.</summary>
    public const int MaxAlerts = 500;

    /// <summary>Of one alert, firing and resolved ones.</summary>
    public const int MaxMembers = 200;

    /// <summary>For so long it is said that something is over: an Alertmanager that was away meanwhile hears of it.</summary>
    public static readonly TimeSpan ResolvedFor = TimeSpan.FromMinutes(15);

    private readonly ImmutableDictionary<string, RosterEntry> _entries;

    private AlertmanagerRoster(ImmutableDictionary<string, RosterEntry> entries, long forgotten) => (_entries, Forgotten) = (entries, forgotten);

    public static AlertmanagerRoster Empty { get; } = new(ImmutableDictionary<string, RosterEntry>.Empty, 0);

    public IEnumerable<RosterEntry> Entries => _entries.Values;

    public IEnumerable<RosterMember> Members => _entries.Values.SelectMany(entry => entry.Members.Values);

    /// <summary>Members that there was no room for, since the start: nobody says them again, so Alertmanager forgets them.</summary>
    public long Forgotten { get; }

    public RosterEntry? Find(string fingerprint) => _entries.GetValueOrDefault(fingerprint);

    /// <summary>Takes in a message. One that is older than what is known changes nothing.</summary>
    public AlertmanagerRoster Apply(Alert alert)
    {
        var known = Find(alert.Fingerprint);
        if (known is not null && IsOlder(alert, known.Alert))
        {
            return this;
        }

        var members = alert.State == AlertState.Resolved ? Resolved(alert, known) : Firing(alert, known);
        var (kept, lost) = Bounded(members);
        return new AlertmanagerRoster(_entries.SetItem(alert.Fingerprint, new RosterEntry(alert, kept)), Forgotten + lost).Bounded();
    }

    /// <summary>Leaves out what has been resolved for long enough.</summary>
    public AlertmanagerRoster Expire(Instant now)
    {
        var entries = _entries;
        foreach (var (fingerprint, entry) in _entries)
        {
            var old = entry.Members.Where(member => !member.Value.IsFiring && now.Since(member.Value.ResolvedAt) > ResolvedFor).Select(member => member.Key).ToList();
            if (old.Count == entry.Members.Count)
            {
                entries = entries.Remove(fingerprint);
            }
            else if (old.Count > 0)
            {
                entries = entries.SetItem(fingerprint, entry with { Members = entry.Members.RemoveRange(old) });
            }
        }

        return ReferenceEquals(entries, _entries) ? this : new AlertmanagerRoster(entries, Forgotten);
    }

    private static bool IsOlder(Alert alert, Alert known) =>
        alert.StartsAt < known.StartsAt || (alert.StartsAt == known.StartsAt && alert.Revision < known.Revision);

    private static ImmutableDictionary<string, RosterMember> Firing(Alert alert, RosterEntry? known)
    {
        var named = alert.Members.Select(finding => finding.Subject.Key).ToHashSet(StringComparer.Ordinal);
        var members = ImmutableDictionary.CreateBuilder<string, RosterMember>();

        // A message names at most 100 members: of one that is not named nobody knows that it is over.
        var namesAll = alert.MemberCount <= alert.Members.Length;
        foreach (var (key, member) in known?.Members ?? ImmutableDictionary<string, RosterMember>.Empty)
        {
            var stays = !member.IsFiring || (!namesAll && !named.Contains(member.Finding.Subject.Key));
            members[key] = stays ? member : member with { ResolvedAt = alert.At };
        }

        foreach (var finding in alert.Members)
        {
            members[RosterMember.KeyOf(finding)] = new RosterMember(finding, Instant.Missing);
        }

        return members.ToImmutable();
    }

    private static ImmutableDictionary<string, RosterMember> Resolved(Alert alert, RosterEntry? known)
    {
        var end = alert.EndsAt.IsMissing ? alert.At : alert.EndsAt;
        var members = ImmutableDictionary.CreateBuilder<string, RosterMember>();
        foreach (var finding in alert.Members)
        {
            members[RosterMember.KeyOf(finding)] = new RosterMember(finding, end);
        }

        foreach (var (key, member) in known?.Members ?? ImmutableDictionary<string, RosterMember>.Empty)
        {
            members[key] = member.IsFiring ? member with { ResolvedAt = end } : member;
        }

        return members.ToImmutable();
    }

    private static (ImmutableDictionary<string, RosterMember> Kept, int Lost) Bounded(ImmutableDictionary<string, RosterMember> members)
    {
        var surplus = members.Count - MaxMembers;
        return surplus <= 0
            ? (members, 0)
            : (members.RemoveRange(members.OrderBy(member => member.Value.IsFiring).ThenBy(member => member.Value.Finding.At).Take(surplus).Select(member => member.Key).ToList()), surplus);
    }

    private AlertmanagerRoster Bounded()
    {
        var surplus = _entries.Count - MaxAlerts;
        if (surplus <= 0)
        {
            return this;
        }

        var leaving = _entries.OrderBy(entry => entry.Value.IsFiring).ThenBy(entry => entry.Value.Alert.At).Take(surplus).ToList();
        return new AlertmanagerRoster(_entries.RemoveRange(leaving.Select(entry => entry.Key)), Forgotten + leaving.Sum(entry => entry.Value.Members.Count));
    }
}
