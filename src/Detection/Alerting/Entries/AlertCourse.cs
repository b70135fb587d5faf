using System.Collections.Immutable;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Moves alerts on as time goes by: when they fire, when that is said, when they are over.</summary>
internal sealed class AlertCourse
{
    private readonly AlertingOptions _options;
    private readonly ImmutableArray<RuleTerms> _order;
    private readonly AlertTable _table;
    private readonly Sight _sight;
    private readonly AlertCounts _counts;
    private readonly Inhibition _inhibition;
    private readonly AlertSpeech _speech;

    public AlertCourse(
        AlertingOptions options, ImmutableArray<RuleTerms> rules, AlertTable table, Sight sight, AlertCounts counts, IReadOnlyList<IAlertObserver> observers)
    {
        (_options, _table, _sight, _counts) = (options, table, sight, counts);
        _order = RuleTerms.InOrder(rules, options);
        _inhibition = new Inhibition(options, rules, table, sight);
        _speech = new AlertSpeech(options, counts, observers);
    }

    /// <summary>Something changed since the last <see cref="Advance"/> began that a restart must not forget.</summary>
    public bool HasChanged { get; private set; }

    /// <param name="isEnd">Nothing will follow: what waits for more of the same is said now.</param>
    public void Advance(Instant now, bool isEnd)
    {
        HasChanged = false;
        foreach (var terms in _order)
        {
            foreach (var entry in _table.Of(terms))
            {
                Step(entry, now, isEnd);
            }

            if (terms.Name == AlertRule.SensorBlind)
            {
                _sight.Advance(now, _table.Look(terms).Any(entry => entry.Phase == AlertPhase.Firing && entry.HasPresent));
            }
        }
    }

    private void Step(AlertEntry entry, Instant now, bool isEnd)
    {
        if (entry.Phase == AlertPhase.Quiet)
        {
            if (now.Since(entry.EndedAt) >= _options.FlapWindow)
            {
                _table.Remove(entry);
                HasChanged = true;
            }

            return;
        }

        if (entry.Phase == AlertPhase.Pending)
        {
            Ripen(entry, now);
        }
        else
        {
            EndMembers(entry, now);
        }

        if (entry.Phase == AlertPhase.Firing)
        {
            Speak(entry, now, isEnd);
        }
    }

    private void EndMembers(AlertEntry entry, Instant now)
    {
        var isFiring = entry.Phase == AlertPhase.Firing;
        if (isFiring && _sight.IsBlind && entry.Terms.Rule.Sight != RuleSight.Independent)
        {
            return;
        }

        var mayClear = !isFiring || now.Since(entry.StartsAt) >= entry.Terms.MinFiring;
        foreach (var member in entry.Members.Values)
        {
            if (member.IsPresent)
            {
                member.End = mayClear && !member.ClearedAt.IsMissing ? MemberEnd.Cleared
                    : _sight.SilenceOf(entry.Terms, member.LastSeen, member.BlindBefore, now) >= entry.Terms.KeepFiring ? MemberEnd.Silent
                    : MemberEnd.None;
                HasChanged |= !member.IsPresent;
                entry.Shown = member.IsPresent ? entry.Shown : null;
            }
        }
    }

    private void Ripen(AlertEntry entry, Instant now)
    {
        // What fires at its first finding did so then: an all-clear that came before this beat ends it as any other.
        if (entry.IsHeldCounted || !entry.Terms.FiresAtOnce)
        {
            DropEnded(entry, now);
        }

        if (entry.Members.Count == 0)
        {
            Forget(entry, now);
            return;
        }

        if (!ReachesFloor(entry) || now.Since(entry.PendingSince) < entry.Terms.For)
        {
            return;
        }

        if (_inhibition.Holds(entry))
        {
            if (!entry.IsHeldCounted)
            {
                entry.IsHeldCounted = true;
                _counts.Inhibited(entry.Terms.Index);
            }

            return;
        }

        Fire(entry, now);
    }

    private void DropEnded(AlertEntry entry, Instant now)
    {
        EndMembers(entry, now);
        foreach (var (key, member) in entry.Members.Where(pair => !pair.Value.IsPresent).ToList())
        {
            _counts.Drop(member.End == MemberEnd.Cleared ? MemberDrop.Cleared : MemberDrop.Expired);
            _table.RemoveMember(entry, key);
        }
    }

    private static bool ReachesFloor(AlertEntry entry)
    {
        var terms = entry.Terms;
        return terms.HasNoFloor || (entry.Members.Count >= terms.MinSubjects &&
            entry.Members.Values.Sum(member => member.Count) >= terms.MinFindings &&
            (terms.MinTries == 1 || entry.Members.Values.Sum(member => member.Tries) >= terms.MinTries));
    }

    private void Fire(AlertEntry entry, Instant now)
    {
        // From the moment it was enough, not from the next look at it: what waits for more of the same waits from then.
        var due = entry.PendingSince.Add(entry.Terms.For);
        due = entry.IsHeldCounted ? now : !entry.Terms.HasNoFloor && entry.LastFindingAt > due ? entry.LastFindingAt : due;
        due = due > now ? now : due;
        entry.StartsAt = due > entry.StartsAt ? due : new Instant(entry.StartsAt.UnixNanoseconds + 1);
        entry.Phase = AlertPhase.Firing;
        HasChanged = true;
        foreach (var member in entry.Members.Values)
        {
            member.ForgetTries();
        }
    }

    private void Speak(AlertEntry entry, Instant now, bool isEnd)
    {
        if (!entry.IsTold)
        {
            if (_speech.IsMuted(entry, now))
            {
                if (!entry.HasPresent)
                {
                    _counts.EndedMuted();
                    _counts.Drop(MemberDrop.Muted, entry.Members.Count);
                    Forget(entry, now);
                }
            }
            else if (isEnd || now.Since(entry.StartsAt) >= _options.GroupWait)
            {
                _speech.TellFiring(entry, now);
                HasChanged = true;
            }
        }
        else if (entry.CanTell(now))
        {
            if (IsOver(entry, now))
            {
                _speech.TellResolved(entry, now);
                _table.ClearMembers(entry);
                HasChanged = true;
            }
            else if (_speech.IsDue(entry, now) && !_speech.IsMuted(entry, now))
            {
                _speech.TellFiring(entry, now);
                HasChanged = true;
            }
        }
    }

    private bool IsOver(AlertEntry entry, Instant now)
    {
        if (entry.HasPresent || (_sight.IsBlind && entry.Terms.Rule.Sight != RuleSight.Independent))
        {
            return false;
        }

        return !entry.IsFlapping || _sight.SilenceOf(entry.Terms, entry.LastFindingAt, entry.BlindBefore, now) >= entry.Terms.QuietAfterFlaps;
    }

    /// <summary>It never was told this time; what was before is remembered as long as it counts.</summary>
    private void Forget(AlertEntry entry, Instant now)
    {
        HasChanged = true;
        if (entry.Starts.Count == 0)
        {
            _table.Remove(entry);
            return;
        }

        _table.ClearMembers(entry);
        (entry.Phase, entry.EndedAt, entry.Shown) = (AlertPhase.Quiet, now, null);
    }
}
