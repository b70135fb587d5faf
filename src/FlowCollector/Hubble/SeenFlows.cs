using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Remembers which flows were handed over, so that after a break the part of a replay that was already seen can be dropped:
/// exactly, and for one array store per flow while nothing is wrong.
/// <para>Why it is exact: a server replays from a ring of <c>max_flows</c> events, in the order in which it first sent them. The ids
/// of the last <c>max_flows</c> flows we got therefore cover everything it can send again; the set for looking them up is only
/// built when a replay begins. A relay merges the rings of many nodes, and a quiet node keeps flows that were long pushed out
/// here by those of a busy one: so a flow younger than the overlap is never pushed out, up to <see cref="MaxCapacity"/>.</para>
/// Single-threaded.</summary>
internal sealed class SeenFlows
{
    public const int MinCapacity = 8_192;
    public const int MaxCapacity = 1_048_576;

    /// <summary>The server's ring may have grown by a restart with other settings since it told its size.</summary>
    private const int SafetyFactor = 2;

    private readonly TimeSpan _overlap;
    private readonly long _overlapNanoseconds;
    private bool _keepsOverlap = true;
    private Entry[] _ring = new Entry[MinCapacity];
    private int _next;
    private int _count;
    private int _capacity = MinCapacity;

    /// <summary>Times each remembered id was handed over and did not come again yet; null outside a replay. A multiset: two flows
    /// without uuid may be equal to the byte and are still two.</summary>
    private Dictionary<FlowId, int>? _replay;
    private int _replayLeft;
    private Instant _replayEnd;
    private bool _sawReplay;

    /// <param name="overlap">How far the flows of one stream may be out of order in time.</param>
    public SeenFlows(TimeSpan overlap)
    {
        _overlap = overlap;
        _overlapNanoseconds = overlap.Ticks * 100;
    }

    /// <summary>Latest time of a flow so far, never later than the agent's clock when it came: one absurd time must not make a
    /// resume ask for the future.</summary>
    public Instant Latest { get; private set; } = Instant.Missing;

    /// <summary><see cref="Latest"/> when the current replay began.</summary>
    public Instant BrokenAt { get; private set; } = Instant.Missing;

    public bool IsReplaying => _replay is not null;

    public int Capacity => _capacity;

    /// <param name="serverRing">ServerStatus <c>max_flows</c>; 0 when unknown.</param>
    /// <param name="isRelay">The ring is that of many nodes.</param>
    public void Fit(ulong serverRing, bool isRelay)
    {
        _keepsOverlap = isRelay || serverRing == 0;
        var wanted = (int)Math.Clamp(serverRing > MaxCapacity ? MaxCapacity : serverRing * SafetyFactor, MinCapacity, MaxCapacity);
        if (wanted > _capacity)
        {
            Grow(wanted);
        }
    }

    /// <summary>Remembers a flow that is handed over.</summary>
    /// <param name="now">The agent's clock, at about the time the flow came.</param>
    public void Add(FlowId id, Instant time, Instant now)
    {
        var known = time < now && !time.IsMissing ? time : now;
        if (known > Latest)
        {
            Latest = known;
        }

        if (_count == _capacity && _keepsOverlap && _capacity < MaxCapacity
            && Latest.UnixNanoseconds - _ring[_next].Time.UnixNanoseconds < _overlapNanoseconds)
        {
            Grow(Math.Min(_capacity * 2, MaxCapacity));
        }

        _ring[_next] = new Entry(id, known);
        _next = _next + 1 == _capacity ? 0 : _next + 1;
        _count = Math.Min(_count + 1, _capacity);
    }

    /// <summary>Remembers a message that is no flow but lies in the server's ring all the same (lost events, one that cannot be
    /// read): a replay brings it again.</summary>
    public void AddOther(FlowId id)
    {
        // Its time says nothing about how far the flows have come: the latest stays.
        var time = Latest;
        Add(id, time, time);
        Latest = time;
    }

    /// <summary>The stream was broken and begins again at <see cref="Latest"/> minus the overlap.</summary>
    public void BeginReplay()
    {
        if (_count == 0)
        {
            return;
        }

        var replay = new Dictionary<FlowId, int>(_count);
        foreach (ref readonly var entry in _ring.AsSpan(0, _count))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(replay, entry.Id, out _)++;
        }

        _replay = replay;
        _replayLeft = _count;
        BrokenAt = Latest;
        _replayEnd = Latest.Add(_overlap);
        _sawReplay = false;
    }

    /// <summary>True when this flow was handed over before the break. Call it for every flow while <see cref="IsReplaying"/>.</summary>
    /// <param name="isGap">The replay is over and nothing of what was seen came again: the server lost its ring or has
    /// overwritten it, so flows may be missing.</param>
    public bool IsRepeated(FlowId id, Instant time, out bool isGap)
    {
        isGap = false;
        ref var left = ref CollectionsMarshal.GetValueRefOrNullRef(_replay!, id);
        var isRepeated = !Unsafe.IsNullRef(ref left) && left > 0;
        if (isRepeated)
        {
            left--;
            _sawReplay = true;
            if (--_replayLeft == 0)
            {
                _replay = null;
            }
        }
        else if (time > _replayEnd)
        {
            isGap = !_sawReplay;
            _replay = null;
        }

        return isRepeated;
    }

    private void Grow(int capacity)
    {
        var grown = new Entry[capacity];
        var first = _count == _capacity ? _next : 0;
        for (var i = 0; i < _count; i++)
        {
            grown[i] = _ring[(first + i) % _capacity];
        }

        (_ring, _capacity, _next) = (grown, capacity, _count);
    }

    private readonly record struct Entry(FlowId Id, Instant Time);
}
