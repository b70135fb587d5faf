using System.Collections.Immutable;
using Windsock.Detection.Anomalies.Traffic;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>Everything that was seen of one try. Bounded in every direction: what does not fit is left out, and the story says so.</summary>
internal sealed class TryLedger
{
    private readonly TryOptions _options;
    private readonly TryCounts _counts;
    private readonly Dictionary<PeerKey, PeerLedger> _peers = [];
    private readonly Dictionary<string, NameLedger> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<PodRecord> _pods = [];
    private Instant _firstFlowAt;
    private Instant _lastFlowAt;
    private bool _isFull;

    /// <summary>The one that was asked for last: most often it is asked for again.</summary>
    private PeerLedger? _lastPeer;

    public TryLedger(TryKey key, TaskTry attempt, TryOptions options, TryCounts counts)
    {
        _options = options;
        _counts = counts;
        Key = key;
        Id = key.ToId();
        Try = attempt;
        Timeline = new TryTimeline(options.MaxTimeline);
    }

    public TryKey Key { get; }

    public string Id { get; }

    /// <summary>The ids in their best known form.</summary>
    public TaskTry Try { get; private set; }

    public IReadOnlyList<PodRecord> Pods => _pods;

    public IReadOnlyCollection<PeerLedger> Peers => _peers.Values;

    public IReadOnlyCollection<NameLedger> Names => _names.Values;

    public TryTimeline Timeline { get; }

    /// <summary>What it did over all peers together.</summary>
    public TrafficLedger Traffic { get; } = new();

    /// <summary>What it asked of the platform.</summary>
    public ActionLedger Actions { get; } = new();

    public long FlowEvents { get; private set; }

    public long LostEvents { get; private set; }

    public bool HasGap { get; private set; }

    public string AirflowState { get; set; } = "";

    public ImmutableArray<string> Owners { get; set; } = [];

    public ImmutableArray<string> Tags { get; set; } = [];

    /// <summary>Labels of its own security identity, as a dropped packet showed them.</summary>
    public ImmutableArray<string> Labels { get; set; } = [];

    /// <summary>Requests that were written down from Cilium's events, and are not to be again from a proxy's entries.</summary>
    public RecentRequests SeenByCilium { get; } = new();

    /// <summary>Requests of which a proxy told why they failed; the other end's proxy may tell again.</summary>
    public RecentRequests Explained { get; } = new();

    /// <summary>Where it is in its life; <see cref="TryBook"/> moves it.</summary>
    public TryLife Life { get; } = new();

    public bool AllPodsEnded => _pods.Count > 0 && _pods.TrueForAll(pod => pod.HasEnded);

    /// <summary>Something of it was seen while it lived.</summary>
    public bool WasObserved => FlowEvents > 0 || _pods.Exists(pod => pod.WasSeenAlive);

    public Instant StartedAt
    {
        get
        {
            var first = _firstFlowAt;
            foreach (var pod in _pods)
            {
                var seen = pod.FirstSeen;
                first = first.IsMissing || (!seen.IsMissing && seen < first) ? seen : first;
            }

            return first;
        }
    }

    /// <summary>Of the last pod; of the last flow when no pod was in view.</summary>
    public Instant LastSignAt
    {
        get
        {
            var last = _lastFlowAt;
            foreach (var pod in _pods)
            {
                last = pod.LastSeen > last ? pod.LastSeen : last;
            }

            return last;
        }
    }

    public TryEvidence Evidence => new(LostEvents, HasGap, _isFull || Timeline.IsTruncated, SawStart, FlowEvents);

    /// <summary>The pod that began first was in view before its containers ran.</summary>
    private bool SawStart
    {
        get
        {
            PodRecord? first = null;
            foreach (var pod in _pods)
            {
                first = first is null || (!pod.FirstSeen.IsMissing && (first.FirstSeen.IsMissing || pod.FirstSeen < first.FirstSeen)) ? pod : first;
            }

            return first is { WasSeenBeforeStart: true };
        }
    }

    public void ObserveFlow(Instant at)
    {
        FlowEvents++;
        if (at > _lastFlowAt)
        {
            _lastFlowAt = at;
        }

        if (at < _firstFlowAt || _firstFlowAt.IsMissing)
        {
            _firstFlowAt = at;
        }
    }

    /// <summary>Raw ids before recovered ones before hashed ones.</summary>
    public void Learn(TaskTry attempt)
    {
        if (attempt.Ids < Try.Ids || (attempt.Ids == Try.Ids && Try.RunId.Length == 0 && attempt.RunId.Length > 0))
        {
            Try = attempt;
        }
    }

    /// <summary>False when there are too many pods already.</summary>
    public bool TryAdd(PodRecord pod)
    {
        if (_pods.Count >= _options.MaxPods)
        {
            return Overflow(TryEviction.PodLimit);
        }

        _pods.Add(pod);
        pod.Ledger = this;
        return true;
    }

    /// <summary>Null when there are too many peers already.</summary>
    public PeerLedger? PeerOf(PeerKey key)
    {
        if (_lastPeer is { } last && last.Key == key)
        {
            return last;
        }

        if (_peers.TryGetValue(key, out var peer))
        {
            _lastPeer = peer;
            return peer;
        }

        if (_peers.Count >= _options.MaxPeers)
        {
            Overflow(TryEviction.PeerLimit);
            return null;
        }

        peer = new PeerLedger(key);
        _peers.Add(key, peer);
        Traffic.IsStirred = true;
        return peer;
    }

    /// <summary>Null when there are too many names already.</summary>
    /// <param name="name">In any case, without the final dot.</param>
    public NameLedger? NameOf(ReadOnlySpan<char> name)
    {
        if (_names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known))
        {
            return known;
        }

        if (_names.Count >= _options.MaxNames)
        {
            Overflow(TryEviction.NameLimit);
            return null;
        }

        known = new NameLedger(name.ToString().ToLowerInvariant());
        _names.Add(known.Name, known);
        return known;
    }

    public void ObserveLoss(long count, Instant at)
    {
        LostEvents += count;
        HasGap |= count == 0;
        Timeline.AddLoss(at, count);
    }

    /// <summary>Takes in a ledger that turned out to be of the same try.</summary>
    public void Absorb(TryLedger other)
    {
        Learn(other.Try);
        foreach (var pod in other._pods)
        {
            pod.IsForgotten = !TryAdd(pod);
        }

        foreach (var peer in other._peers.Values)
        {
            PeerOf(peer.Key)?.Absorb(peer);
        }

        foreach (var name in other._names.Values)
        {
            NameOf(name.Name)?.Absorb(name);
        }

        Timeline.Absorb(other.Timeline);
        Traffic.Absorb(other.Traffic);
        Actions.Absorb(other.Actions);
        FlowEvents += other.FlowEvents;

        // Both lived at the time: the larger of the two, not the sum, was lost to them.
        LostEvents = Math.Max(LostEvents, other.LostEvents);
        HasGap |= other.HasGap;
        _isFull |= other._isFull;
        Labels = Labels.IsEmpty ? other.Labels : Labels;
        ObserveFlowTimes(other);
    }

    private void ObserveFlowTimes(TryLedger other)
    {
        _firstFlowAt = _firstFlowAt.IsMissing || (!other._firstFlowAt.IsMissing && other._firstFlowAt < _firstFlowAt) ? other._firstFlowAt : _firstFlowAt;
        _lastFlowAt = other._lastFlowAt > _lastFlowAt ? other._lastFlowAt : _lastFlowAt;
    }

    private bool Overflow(TryEviction reason)
    {
        _isFull = true;
        _counts.CountEviction(reason);
        return false;
    }
}
