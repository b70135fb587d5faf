using System.Collections.Immutable;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Writes findings and all-clears into the table.</summary>
internal sealed class AlertIntake
{
    private readonly ImmutableArray<(NamePattern Rules, NamePattern Dags, Severity Severity)> _severities;
    private readonly Dictionary<string, RuleTerms> _rules;
    private readonly AlertTable _table;
    private readonly Sight _sight;
    private readonly AlertCounts _counts;
    private readonly IOwnerMap _owners;

    public AlertIntake(AlertingOptions options, ImmutableArray<RuleTerms> rules, AlertTable table, Sight sight, AlertCounts counts, IOwnerMap owners)
    {
        _severities = [.. options.Severities.Select(entry => (PatternText.Read(entry.Rules), PatternText.Read(entry.Dags), entry.Severity))];
        _rules = rules.ToDictionary(terms => terms.Name, StringComparer.Ordinal);
        (_table, _sight, _counts, _owners) = (table, sight, counts, owners);
    }

    /// <returns>Something is new that a restart must not forget.</returns>
    public bool Observe(Finding finding, Instant at)
    {
        if (!_rules.TryGetValue(finding.Rule, out var terms))
        {
            _counts.Drop(MemberDrop.UnknownRule);
            return false;
        }

        finding = Complete(finding);
        _counts.Found(terms.Index, finding.Severity);
        if (finding.Severity == Severity.Info)
        {
            return false;
        }

        if (_table.Enter(terms, finding.Cause) is not { } entry)
        {
            _counts.Drop(MemberDrop.AlertLimit);
            return false;
        }

        if (entry.Phase == AlertPhase.Quiet)
        {
            entry.Begin(at);
        }

        return Enter(entry, finding, at);
    }

    /// <returns>Something is new that a restart must not forget.</returns>
    public bool Observe(AllClear clear, Instant at)
    {
        var isNew = false;
        if (_rules.TryGetValue(clear.Rule, out var terms))
        {
            var key = clear.Subject.Key;
            foreach (var entry in _table.Look(terms))
            {
                if ((clear.Cause is null || clear.Cause == entry.Cause) && entry.Members.TryGetValue(key, out var member) &&
                    member is { IsPresent: true, ClearedAt.IsMissing: true })
                {
                    member.ClearedAt = at;
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    private bool Enter(AlertEntry entry, Finding finding, Instant at)
    {
        if (_table.Enter(entry, finding, at) is not { } member)
        {
            _counts.Drop(MemberDrop.MemberLimit);
            if (entry.Members.Count == 0)
            {
                _table.Remove(entry);
            }

            return false;
        }

        var counts = entry.Phase == AlertPhase.Pending && !entry.Terms.HasNoFloor;
        var isNew = member.Count == 0 || !member.IsPresent || !member.ClearedAt.IsMissing || counts;
        member.Newest = finding with { Since = Earlier(member.Newest.Since, finding.Since) };
        (member.LastSeen, member.ClearedAt, member.BlindBefore) = (at, Instant.Missing, _sight.BlindFor);
        (member.End, member.IsToldGone) = (MemberEnd.None, false);
        member.Count++;
        if (entry.Phase == AlertPhase.Pending && entry.Terms.MinTries > 1)
        {
            member.NoteTry(finding.TryId, entry.Terms.MinTries);
        }

        entry.FindingCount++;
        (entry.LastFindingAt, entry.BlindBefore, entry.Shown) = (at, _sight.BlindFor, null);
        entry.HasJoined |= !member.IsTold;
        return isNew;
    }

    private Finding Complete(Finding finding)
    {
        var owners = finding.Owners.IsDefaultOrEmpty ? _owners.OwnersOf(finding.Subject.DagId) : finding.Owners;
        var severity = finding.Severity;
        foreach (var entry in _severities)
        {
            if (entry.Rules.Matches(finding.Rule) && entry.Dags.Matches(finding.Subject.DagId))
            {
                severity = entry.Severity;
                break;
            }
        }

        return finding with { Severity = severity, Owners = owners.IsDefault ? [] : owners };
    }

    private static Instant Earlier(Instant one, Instant other) => one.IsMissing || (!other.IsMissing && other < one) ? other : one;
}
