using Windsock.Detection.Tries.Results;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>One pod of a try: what its flows and its states told.</summary>
internal sealed class PodRecord
{
    private Instant _firstFlowAt;
    private Instant _lastFlowAt;

    public PodRecord(Owner owner, TryLedger ledger)
    {
        Owner = owner;
        Ledger = ledger;
    }

    /// <summary>The newest: later ones know more about the same pod.</summary>
    public Owner Owner { get; private set; }

    public TryLedger Ledger { get; set; }

    /// <summary>Null until the pod was in view.</summary>
    public PodReading? Reading { get; private set; }

    /// <summary>Its API object is gone.</summary>
    public bool IsGone { get; private set; }

    /// <summary>It was in view before it ended.</summary>
    public bool WasSeenAlive { get; private set; }

    /// <summary>It was in view before its containers ran.</summary>
    public bool WasSeenBeforeStart { get; private set; }

    /// <summary>Missing while it runs.</summary>
    public Instant EndedAt { get; private set; }

    /// <summary>When its end became known, by the agent's clock.</summary>
    public Instant EndKnownAt { get; private set; }

    /// <summary>The ledger was evicted: the record must not be found again.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>Its own mesh proxy has reported a call that it made.</summary>
    public bool HasClientProxy { get; set; }

    /// <summary>Its own mesh proxy has reported a call that it served.</summary>
    public bool HasServerProxy { get; set; }

    /// <summary>Its own mesh proxy sends an access log of the calls that it makes: its counters say nothing more.</summary>
    public bool HasClientLog { get; set; }

    /// <inheritdoc cref="HasClientLog"/>
    public bool HasServerLog { get; set; }

    /// <summary>Up to when the requests that it made were counted from its proxy's counters; missing when none was.</summary>
    public Instant ClientCountedUntil { get; set; }

    /// <summary>As <see cref="ClientCountedUntil"/>, for those that it served.</summary>
    public Instant ServerCountedUntil { get; set; }

    /// <summary>Cilium has shown a request that it served.</summary>
    public bool HasServedRequestsSeenByCilium { get; set; }

    /// <summary>Cilium has shown a request that it made.</summary>
    public bool HasRequestsSeenByCilium { get; set; }

    public bool HasEnded => !EndedAt.IsMissing;

    public bool HasFlows => !_firstFlowAt.IsMissing;

    public Instant FirstSeen => Earlier(_firstFlowAt, Reading?.StartedAt ?? Instant.Missing);

    public Instant LastSeen => HasEnded && EndedAt > _lastFlowAt ? EndedAt : _lastFlowAt.IsMissing ? FirstSeen : _lastFlowAt;

    public void ObserveFlow(Instant at)
    {
        if (at > _lastFlowAt)
        {
            _lastFlowAt = at;
        }

        if (at < _firstFlowAt || _firstFlowAt.IsMissing)
        {
            _firstFlowAt = at;
        }
    }

    public void Take(Owner owner) => Owner = owner;

    /// <summary>A state of the pod came. An end is never taken back.</summary>
    public void Observe(PodReading reading, Instant at)
    {
        WasSeenBeforeStart |= Reading is null && reading.RanAt.IsMissing && reading.EndedAt.IsMissing;
        WasSeenAlive |= reading.EndedAt.IsMissing;
        if (HasEnded && reading.EndedAt.IsMissing)
        {
            return;
        }

        Reading = reading;
        if (!reading.EndedAt.IsMissing)
        {
            End(reading.EndedAt, at);
        }
    }

    public void ObserveGone(Instant at)
    {
        IsGone = true;
        if (!HasEnded)
        {
            End(at, at);
        }
    }

    public TryPod ToPod() => new(
        Owner.PodUid,
        Owner.Namespace,
        Owner.PodName,
        Owner.NodeName,
        Owner.Role,
        Owner.ServiceAccount,
        Owner.CloudIdentity,
        Reading?.Phase ?? "",
        Reading?.ExitCode,
        Reading?.Reason ?? "",
        FirstSeen,
        LastSeen);

    private void End(Instant at, Instant knownAt)
    {
        EndKnownAt = EndKnownAt.IsMissing ? knownAt : EndKnownAt;
        EndedAt = at;
    }

    private static Instant Earlier(Instant left, Instant right) => left.IsMissing || (!right.IsMissing && right < left) ? right : left;
}
