using Windsock.Attribution.Identities;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Lifetimes;

/// <summary>All pods that are or were, by UID, with a timeline per name and per address. Bounded: running pods past the limit
/// are refused, ended ones are forgotten after a while or when there are too many; both are counted.</summary>
internal sealed class PodTable
{
    /// <summary>Pods remembered for one address; the one that was buried first goes when one more comes.</summary>
    private const int MaxPerAddress = 64;

    private readonly Dictionary<string, PodLifetime> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<PodName, Timeline> _byName = [];
    private readonly Dictionary<IpAddress, Timeline> _byAddress = [];
    private readonly Queue<Tombstone> _tombstones = [];
    private readonly AttributionOptions _options;
    private readonly PodOwners _owners;
    private readonly AttributionCounts _counts;
    private Instant _nextExpiry = Instant.Never;

    public PodTable(AttributionOptions options, PodOwners owners, AttributionCounts counts)
    {
        _options = options;
        _owners = owners;
        _counts = counts;
    }

    /// <summary>Rises whenever the pods of some name change: what was looked up by name before has to be looked up again. From 1.</summary>
    public int NamesVersion { get; private set; } = 1;

    /// <summary>Time of the latest change that was taken in: what happened some time before it would be known.</summary>
    public Instant LatestChange { get; private set; }

    public IEnumerable<PodLifetime> Pods => _byUid.Values;

    public PodLifetime? OfUid(string uid) => _byUid.GetValueOrDefault(uid);

    public Timeline? OfName(PodName name) => _byName.GetValueOrDefault(name);

    public Timeline? OfAddress(IpAddress address) => _byAddress.GetValueOrDefault(address);

    public void Apply(PodState state, Instant observedAt)
    {
        Reach(observedAt);
        if (Find(state.Uid, new PodName(state.Namespace, state.Name), observedAt) is not { } pod)
        {
            return;
        }

        var wasHost = pod.IsHostNetwork && !pod.HasEnded;
        var hadAddresses = pod.HasAddresses;
        pod.Observe(state, observedAt);
        CloseSuperseded(pod);
        _owners.Settle(pod, state);
        IndexAddresses(pod);
        CountHostAddresses(pod, wasHost && hadAddresses);
        BuryIfEnded(pod, observedAt);
        Publish();
    }

    public void Remove(PodRemoved removed)
    {
        Reach(removed.ObservedAt);
        if (Find(removed.Uid, new PodName(removed.Namespace, removed.Name), removed.ObservedAt) is not { } pod)
        {
            return;
        }

        var wasHost = pod.IsHostNetwork && !pod.HasEnded && pod.HasAddresses;
        pod.ObserveRemoval(removed.ObservedAt);
        CountHostAddresses(pod, wasHost);
        BuryIfEnded(pod, removed.ObservedAt);
        Publish();
    }

    /// <summary>Some change was seen at that time.</summary>
    public void Reach(Instant observedAt)
    {
        LatestChange = observedAt > LatestChange ? observedAt : LatestChange;
        Advance(observedAt);
    }

    /// <summary>Forgets what has been dead for long enough. Cheap when there is nothing to do.</summary>
    public void Advance(Instant now)
    {
        if (now < _nextExpiry)
        {
            return;
        }

        while (_tombstones.TryPeek(out var oldest) && oldest.ForgetAt <= now)
        {
            Forget(_tombstones.Dequeue().Pod);
        }

        _nextExpiry = _tombstones.TryPeek(out var next) ? next.ForgetAt : Instant.Never;
        Publish();
    }

    private PodLifetime? Find(string uid, PodName name, Instant observedAt)
    {
        if (_byUid.TryGetValue(uid, out var pod))
        {
            return pod;
        }

        if (uid.Length == 0)
        {
            return null;
        }

        if (_byUid.Count - _tombstones.Count >= _options.MaxPods)
        {
            _counts.CountEviction(EvictionReason.PodLimit);
            return null;
        }

        pod = new PodLifetime(uid, name, observedAt);
        _byUid.Add(uid, pod);
        if (!_byName.TryGetValue(name, out var timeline))
        {
            _byName.Add(name, timeline = new Timeline());
        }

        timeline.Add(pod);
        NamesVersion++;
        return pod;
    }

    /// <summary>A name is unique among the pods of one moment, so of two pods of one name the older was gone when the newer was made.</summary>
    private void CloseSuperseded(PodLifetime pod)
    {
        var namesakes = _byName[pod.Name];
        if (namesakes.Count < 2)
        {
            return;
        }

        foreach (var older in namesakes.Pods)
        {
            foreach (var newer in namesakes.Pods)
            {
                if (!older.CreatedAt.IsMissing && older.CreatedAt < newer.CreatedAt)
                {
                    older.ObserveSuccessor(newer.CreatedAt);
                    BuryIfEnded(older, LatestChange);
                }
            }
        }
    }

    private void IndexAddresses(PodLifetime pod)
    {
        foreach (var hold in pod.Addresses)
        {
            if (pod.IsHostNetwork)
            {
                OfAddress(hold.Address)?.Remove(pod);
                continue;
            }

            var timeline = AddressTimeline(hold.Address);
            timeline.Add(pod);
            if (timeline.Count > MaxPerAddress && OldestBuried(timeline) is { } oldest)
            {
                timeline.Remove(oldest);
                _counts.CountEviction(EvictionReason.AddressHistory);
            }
        }
    }

    /// <summary>Addresses of living host-network pods are a node's; they are counted so that the last one gives the address back.</summary>
    private void CountHostAddresses(PodLifetime pod, bool wasCounted)
    {
        var counts = pod.IsHostNetwork && !pod.HasEnded && pod.HasAddresses;
        if (counts == wasCounted)
        {
            return;
        }

        foreach (var hold in pod.Addresses)
        {
            var timeline = AddressTimeline(hold.Address);
            timeline.HostNetworkPods = Math.Max(0, timeline.HostNetworkPods + (counts ? 1 : -1));
            DropIfUnused(hold.Address, timeline);
        }
    }

    private Timeline AddressTimeline(IpAddress address)
    {
        if (!_byAddress.TryGetValue(address, out var timeline))
        {
            _byAddress.Add(address, timeline = new Timeline());
        }

        return timeline;
    }

    private void BuryIfEnded(PodLifetime pod, Instant learnedAt)
    {
        if (!pod.HasEnded || pod.IsBuried)
        {
            return;
        }

        // Counted from when the end was learned, not from the end: a recording is read long after its pods ended.
        pod.IsBuried = true;
        _tombstones.Enqueue(new Tombstone(pod, learnedAt.Add(_options.TombstoneTime)));
        if (_tombstones.Count > _options.MaxTombstones)
        {
            Forget(_tombstones.Dequeue().Pod);
            _counts.CountEviction(EvictionReason.TombstoneLimit);
        }

        _nextExpiry = _tombstones.TryPeek(out var oldest) ? oldest.ForgetAt : Instant.Never;
    }

    private void Forget(PodLifetime pod)
    {
        _byUid.Remove(pod.Uid);
        if (_byName.TryGetValue(pod.Name, out var names))
        {
            names.Remove(pod);
            NamesVersion++;
            if (names.IsUnused)
            {
                _byName.Remove(pod.Name);
            }
        }

        foreach (var hold in pod.Addresses)
        {
            if (_byAddress.TryGetValue(hold.Address, out var timeline))
            {
                timeline.Remove(pod);
                DropIfUnused(hold.Address, timeline);
            }
        }

        _owners.Release(pod);
    }

    private void DropIfUnused(IpAddress address, Timeline timeline)
    {
        if (timeline.IsUnused)
        {
            _byAddress.Remove(address);
        }
    }

    private void Publish()
    {
        _counts.Pods = _byUid.Count - _tombstones.Count;
        _counts.Tombstones = _tombstones.Count;
        _counts.ClaimingPods = _owners.ClaimingPods;
    }

    private static PodLifetime? OldestBuried(Timeline timeline)
    {
        PodLifetime? oldest = null;
        foreach (var pod in timeline.Pods)
        {
            if (pod.HasEnded && (oldest is null || pod.End < oldest.End))
            {
                oldest = pod;
            }
        }

        return oldest;
    }

    private readonly record struct Tombstone(PodLifetime Pod, Instant ForgetAt);
}
