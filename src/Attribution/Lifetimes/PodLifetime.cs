using Windsock.Attribution.Identities;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Lifetimes;

/// <summary>The life of one pod, by UID: from when to when its name and its addresses were its own, and whose it is. Learns more
/// as states of the pod come in, in whatever order; an end that is known is never taken back.</summary>
internal sealed class PodLifetime
{
    private Instant _firstAddressAt;
    private Instant _startedAt;
    private PodEnd _end = PodEnd.Open;
    private AddressHold[] _addresses = [];
    private Hot _hot;

    public PodLifetime(string uid, PodName name, Instant firstSeenAt)
    {
        Uid = uid;
        Name = name;
        FirstSeenAt = firstSeenAt;
        UpdateBounds();
    }

    public string Uid { get; }

    public PodName Name { get; }

    public Instant FirstSeenAt { get; }

    public Instant CreatedAt { get; private set; }

    public string NodeName { get; private set; } = "";

    public string ServiceAccount { get; private set; } = "";

    public bool IsHostNetwork { get; private set; }

    /// <summary>Null until the pod itself was seen (its removal may be told first).</summary>
    public PodState? LastState { get; private set; }

    /// <summary>What the pod said about itself when it was first seen; never replaced.</summary>
    public PodClaim? Claim { get; set; }

    /// <summary>Set together with <see cref="Claim"/>.</summary>
    public Owner? Owner => _hot.Owner;

    /// <summary>The owner's kind, here so that a flow need not touch the owner.</summary>
    public OwnerKind Kind => _hot.Kind;

    /// <summary>How others name this pod when it is a task, else null.</summary>
    public Peer? TaskPeer => _hot.TaskPeer;

    /// <summary>How others name the workload it belongs to.</summary>
    public Peer? WorkloadPeer { get; set; }

    /// <summary>The pod waits among the tombstones to be forgotten.</summary>
    public bool IsBuried { get; set; }

    /// <summary>First nanosecond of the life; bounds are kept as plain numbers because every flow compares them.</summary>
    public long Start => _hot.Start;

    /// <summary>First nanosecond after the life; <see cref="long.MaxValue"/> while it lasts.</summary>
    public long End => _hot.End;

    public bool HasEnded => _end.Evidence != EndEvidence.None;

    public EndEvidence EndEvidence => _end.Evidence;

    public bool HasAddresses => _addresses.Length > 0;

    /// <summary>Kept apart from the rest because every flow compares it.</summary>
    public IpAddress FirstAddress => _hot.FirstAddress;

    public ReadOnlySpan<AddressHold> Addresses => _addresses;

    public void SetOwner(Owner owner, Peer? taskPeer)
    {
        _hot.Owner = owner;
        _hot.Kind = owner.Kind;
        _hot.TaskPeer = taskPeer;
    }

    /// <summary>Takes in one state of the pod.</summary>
    public void Observe(PodState state, Instant observedAt)
    {
        LastState = state;
        CreatedAt = state.CreatedAt.IsMissing ? CreatedAt : state.CreatedAt;
        NodeName = state.NodeName.Length > 0 ? state.NodeName : NodeName;
        ServiceAccount = state.ServiceAccount.Length > 0 ? state.ServiceAccount : ServiceAccount;
        IsHostNetwork |= state.HostNetwork;
        _startedAt = Earlier(_startedAt, state.StartedAt);
        if (state.Ips.Length > 0)
        {
            _firstAddressAt = Earlier(_firstAddressAt, observedAt);
            HoldAddresses(state, observedAt);
        }

        _end = _end.Merge(PodEnd.Of(state, observedAt));
        UpdateBounds();
    }

    /// <summary>The object is gone.</summary>
    public void ObserveRemoval(Instant removedAt)
    {
        _end = _end.Merge(PodEnd.OfRemoval(LastState, removedAt));
        UpdateBounds();
    }

    /// <summary>Another pod of this name was created at <paramref name="createdAt"/>.</summary>
    public void ObserveSuccessor(Instant createdAt)
    {
        _end = _end.Merge(new PodEnd(createdAt.Add(PodEnd.TimestampGrain), EndEvidence.Superseded));
        UpdateBounds();
    }

    public bool EverHeld(IpAddress address)
    {
        foreach (var hold in _addresses)
        {
            if (hold.Address == address)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>First nanosecond at which the pod no longer had the address.</summary>
    public long EndOf(IpAddress address)
    {
        foreach (var hold in _addresses)
        {
            if (hold.Address == address)
            {
                return Math.Min(hold.Until, End);
            }
        }

        return long.MinValue;
    }

    /// <summary>A pod's addresses change when its sandbox is made anew. Once the pod has ended nothing is taken back, and before
    /// that an address the pod still shows is its own again.</summary>
    private void HoldAddresses(PodState state, Instant observedAt)
    {
        for (var index = 0; index < _addresses.Length; index++)
        {
            ref var hold = ref _addresses[index];
            if (state.Ips.Contains(hold.Address))
            {
                hold = HasEnded ? hold : hold with { Until = long.MaxValue };
            }
            else if (hold.Until == long.MaxValue)
            {
                hold = hold with { Until = observedAt.UnixNanoseconds };
            }
        }

        foreach (var address in state.Ips)
        {
            if (!EverHeld(address) && _addresses.Length < AddressHold.MaxPerPod)
            {
                _addresses = [.. _addresses, new AddressHold(address, long.MaxValue)];
                _hot.FirstAddress = _addresses[0].Address;
            }
        }
    }

    private void UpdateBounds()
    {
        var start = Earlier(_startedAt, _firstAddressAt);
        if (_startedAt.IsMissing)
        {
            // Not started by its status: whatever a flow says about it happened after its creation.
            start = Earlier(start, CreatedAt.IsMissing ? FirstSeenAt : CreatedAt);
        }

        _hot.Start = start.UnixNanoseconds;
        _hot.End = _end.At.UnixNanoseconds;
    }

    private static Instant Earlier(Instant left, Instant right) =>
        left.IsMissing ? right : right.IsMissing || left < right ? left : right;

    /// <summary>What every flow reads, side by side in memory: with thousands of pods the cache misses are the cost of a flow.</summary>
    private struct Hot
    {
        public Owner? Owner;
        public Peer? TaskPeer;
        public long Start;
        public long End;
        public IpAddress FirstAddress;
        public OwnerKind Kind;
    }
}
