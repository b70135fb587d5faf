using Windsock.Detection.Alerting.Maintenance;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Tells alerts, and remembers in them what was told.</summary>
internal sealed class AlertSpeech(AlertingOptions options, AlertCounts counts, IReadOnlyList<IAlertObserver> observers)
{
    private readonly MaintenanceSchedule _maintenance = new(options.Maintenance);

    /// <summary>Of one that was told: there is something to add, or it is time to say it again.</summary>
    public bool IsDue(AlertEntry entry, Instant now)
    {
        var passed = now.Since(entry.ToldAt);
        return passed >= options.RepeatInterval || (entry.HasJoined && passed >= options.GroupInterval) ||
            entry.Members.Values.Any(member => member.IsPresent && member.Newest.Severity > entry.ToldSeverity);
    }

    /// <summary>All that it is about is worked on; that is counted once until something is told again.</summary>
    public bool IsMuted(AlertEntry entry, Instant now)
    {
        if (_maintenance.IsEmpty || !AlertWriter.ListFiring(entry).All(member => _maintenance.Covers(entry.Terms.Name, member.Newest.Subject, now)))
        {
            return false;
        }

        if (!entry.IsMutedCounted)
        {
            entry.IsMutedCounted = true;
            counts.Muted();
        }

        return true;
    }

    public void TellFiring(AlertEntry entry, Instant now)
    {
        if (!entry.IsTold)
        {
            NoteStart(entry, now);
        }

        var listed = AlertWriter.ListFiring(entry);
        entry.Revision = entry.RevisionAt(now);
        var alert = AlertWriter.Write(entry, listed, AlertState.Firing, now);
        foreach (var member in entry.Members.Values)
        {
            member.IsToldGone = true;
        }

        foreach (var member in listed)
        {
            (member.IsTold, member.IsToldGone) = (true, false);
        }

        (entry.ToldAt, entry.HasJoined, entry.IsMutedCounted, entry.Shown) = (now, false, false, alert);
        entry.ToldSeverity = alert.Severity > entry.ToldSeverity ? alert.Severity : entry.ToldSeverity;
        Tell(entry, alert);
    }

    /// <summary>The members are still there afterwards.</summary>
    public void TellResolved(AlertEntry entry, Instant now)
    {
        entry.Revision = entry.RevisionAt(now);
        entry.EndedAt = now;
        var alert = AlertWriter.Write(entry, AlertWriter.ListResolved(entry), AlertState.Resolved, now);
        (entry.Phase, entry.Shown) = (AlertPhase.Quiet, null);
        Tell(entry, alert);
    }

    private void Tell(AlertEntry entry, Alert alert)
    {
        counts.Told(entry.Terms.Index, alert.State);
        foreach (var observer in observers)
        {
            observer.Observe(alert);
        }
    }

    private void NoteStart(AlertEntry entry, Instant now)
    {
        entry.Starts.RemoveAll(start => now.Since(start) >= options.FlapWindow);
        entry.Starts.Add(now);
        entry.IsFlapping = entry.Starts.Count - 1 > options.MaxFlaps;
        if (entry.Starts.Count > options.MaxFlaps + 2)
        {
            entry.Starts.RemoveAt(0);
        }
    }
}
