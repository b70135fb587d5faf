using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Where an alert stands.</summary>
internal enum AlertPhase : byte
{
    /// <summary>It does not fire; remembered because it did, so that its returns are counted.</summary>
    Quiet,

    /// <summary>Something was found, and it does not fire yet.</summary>
    Pending,

    Firing,
}

/// <summary>All findings of one rule that have one cause, and what was said about them.</summary>
internal sealed class AlertEntry(RuleTerms terms, string cause)
{
    /// <summary>Of an alert, messages have numbers by time in this unit: a number that was used, and whose use was forgotten in a
    /// crash, cannot be used again. An <see cref="int"/> of them lasts for 6.8 years.</summary>
    private static readonly TimeSpan RevisionUnit = TimeSpan.FromMilliseconds(100);

    public RuleTerms Terms { get; } = terms;

    public string Cause { get; } = cause;

    public string Fingerprint { get; } = Fingerprints.Of(terms.Name, cause);

    public AlertPhase Phase { get; set; }

    /// <summary>By <see cref="FindingSubject.Key"/>. Added and removed by <see cref="AlertTable"/> alone.</summary>
    public Dictionary<string, AlertMember> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>First finding of this time.</summary>
    public Instant PendingSince { get; set; }

    public Instant LastFindingAt { get; set; }

    /// <summary><see cref="Sight.BlindFor"/> at the last finding.</summary>
    public TimeSpan BlindBefore { get; set; }

    /// <summary>When it last began to fire; kept afterwards, so that the next time begins later.</summary>
    public Instant StartsAt { get; set; }

    /// <summary>When it was over; missing before that.</summary>
    public Instant EndedAt { get; set; }

    /// <summary>Last message of this time; missing when there was none.</summary>
    public Instant ToldAt { get; set; }

    public Severity ToldSeverity { get; set; }

    /// <summary>Of the last message of this time, 0 when there was none.</summary>
    public int Revision { get; set; }

    public long FindingCount { get; set; }

    /// <summary>A subject that no message has named yet is part of it.</summary>
    public bool HasJoined { get; set; }

    /// <summary>It came back so often that it is kept firing.</summary>
    public bool IsFlapping { get; set; }

    /// <summary>First messages of the times it fired lately, oldest first.</summary>
    public List<Instant> Starts { get; } = [];

    /// <summary>That it is held back, or kept back, now is counted.</summary>
    public bool IsHeldCounted { get; set; }

    public bool IsMutedCounted { get; set; }

    /// <summary>As pages show it; null when it has to be written anew.</summary>
    public Alert? Shown { get; set; }

    public bool IsTold => !ToldAt.IsMissing;

    public bool HasPresent => Members.Values.Any(member => member.IsPresent);

    /// <summary>Where the revision of a message made now is due.</summary>
    public int RevisionAt(Instant now)
    {
        var passed = Math.Max(0, now.Since(StartsAt).Ticks / RevisionUnit.Ticks);
        return Math.Max((int)Math.Min(int.MaxValue - 1L, passed + 1), Revision == int.MaxValue ? Revision : Revision + 1);
    }

    /// <summary>A message now would get a revision of its own, even if this one is forgotten.</summary>
    public bool CanTell(Instant now) => !IsTold || now.Since(ToldAt) >= RevisionUnit;

    public void Begin(Instant at)
    {
        (Phase, PendingSince, FindingCount, Revision) = (AlertPhase.Pending, at, 0, 0);
        (ToldAt, EndedAt, ToldSeverity) = (Instant.Missing, Instant.Missing, Severity.Info);
        (HasJoined, IsFlapping, IsHeldCounted, IsMutedCounted) = (false, false, false, false);
    }

    /// <summary>The clock was set back: nothing was later than now. When it began stays: it is part of its name outside.</summary>
    public void Rewind(Instant now)
    {
        PendingSince = PendingSince > now ? now : PendingSince;
        LastFindingAt = LastFindingAt > now ? now : LastFindingAt;
        EndedAt = EndedAt > now ? now : EndedAt;
        ToldAt = ToldAt > now ? now : ToldAt;
        for (var index = 0; index < Starts.Count; index++)
        {
            Starts[index] = Starts[index] > now ? now : Starts[index];
        }

        foreach (var member in Members.Values)
        {
            member.Rewind(now);
        }
    }
}
