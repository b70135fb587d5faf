using System.Collections.Immutable;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Keeps alerts and their members, a bounded number of each. What it gives up is counted.</summary>
internal sealed class AlertTable
{
    private readonly AlertingOptions _options;
    private readonly AlertCounts _counts;
    private readonly Dictionary<(int Rule, string Cause), AlertEntry> _all = [];
    private readonly ImmutableArray<List<AlertEntry>> _byRule;

    public AlertTable(AlertingOptions options, int rules, AlertCounts counts)
    {
        (_options, _counts) = (options, counts);
        _byRule = [.. Enumerable.Range(0, rules).Select(_ => new List<AlertEntry>())];
    }

    public int Count => _all.Count;

    public int MemberCount { get; private set; }

    public IEnumerable<AlertEntry> All => _byRule.SelectMany(entries => entries);

    /// <summary>Those of a rule, oldest first. A copy: entries may be removed meanwhile.</summary>
    public AlertEntry[] Of(RuleTerms terms) => [.. _byRule[terms.Index]];

    /// <summary>The same without a copy, to be read only.</summary>
    public IReadOnlyList<AlertEntry> Look(RuleTerms terms) => _byRule[terms.Index];

    /// <summary>The alert of a cause, a new one if need be; null when all that could make room for it fires.</summary>
    public AlertEntry? Enter(RuleTerms terms, string cause)
    {
        if (_all.TryGetValue((terms.Index, cause), out var known))
        {
            return known;
        }

        return _all.Count < _options.MaxAlerts || MakeRoom() ? Add(new AlertEntry(terms, cause)) : null;
    }

    /// <summary>One from before a restart, without its members. False when there is no room, or there is one already.</summary>
    public bool TryAdd(AlertEntry entry)
    {
        var isFree = _all.Count < _options.MaxAlerts && !_all.ContainsKey((entry.Terms.Index, entry.Cause));
        if (isFree)
        {
            Add(entry);
        }

        return isFree;
    }

    /// <summary>One from before a restart. False when there is no room.</summary>
    public bool TryAddMember(AlertEntry entry, AlertMember member)
    {
        var isFree = entry.Members.Count < _options.MaxMembersPerAlert && MemberCount < _options.MaxMembers &&
            entry.Members.TryAdd(member.Newest.Subject.Key, member);
        MemberCount += isFree ? 1 : 0;
        return isFree;
    }

    public void Remove(AlertEntry entry)
    {
        ClearMembers(entry);
        _all.Remove((entry.Terms.Index, entry.Cause));
        _byRule[entry.Terms.Index].Remove(entry);
    }

    public void Clear()
    {
        foreach (var entry in All.ToList())
        {
            Remove(entry);
        }
    }

    /// <summary>The member of a subject, a new one if need be; null when there is no room.</summary>
    public AlertMember? Enter(AlertEntry entry, Finding finding, Instant at)
    {
        if (entry.Members.TryGetValue(finding.Subject.Key, out var known))
        {
            return known;
        }

        if (entry.Members.Count >= _options.MaxMembersPerAlert || MemberCount >= _options.MaxMembers)
        {
            // Who is gone, and was told to be, is only kept so that his return is none.
            var gone = entry.Members.Where(pair => pair.Value.IsToldGone && !pair.Value.IsPresent).Select(pair => pair.Key).FirstOrDefault();
            if (gone is null)
            {
                return null;
            }

            RemoveMember(entry, gone);
        }

        var member = new AlertMember(finding, at);
        entry.Members.Add(finding.Subject.Key, member);
        MemberCount++;
        return member;
    }

    public void RemoveMember(AlertEntry entry, string subjectKey)
    {
        if (entry.Members.Remove(subjectKey))
        {
            MemberCount--;
        }
    }

    public void ClearMembers(AlertEntry entry)
    {
        MemberCount -= entry.Members.Count;
        entry.Members.Clear();
    }

    private AlertEntry Add(AlertEntry entry)
    {
        _all.Add((entry.Terms.Index, entry.Cause), entry);
        _byRule[entry.Terms.Index].Add(entry);
        return entry;
    }

    /// <summary>First those that do not fire any more, then those that do not fire yet; each time the one that is quiet longest.</summary>
    private bool MakeRoom()
    {
        var victim = All.Where(entry => entry.Phase == AlertPhase.Quiet).MinBy(entry => entry.EndedAt)
            ?? All.Where(entry => entry.Phase == AlertPhase.Pending).MinBy(entry => entry.LastFindingAt);
        if (victim is null)
        {
            return false;
        }

        _counts.Drop(MemberDrop.PendingLimit, victim.Members.Count);
        Remove(victim);
        return true;
    }
}
