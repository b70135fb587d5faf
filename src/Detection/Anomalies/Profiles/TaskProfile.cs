using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>What tries of one task usually do: a window of the last ones in numbers, and everybody they talked to. Bounded. One thread
/// at a time.</summary>
internal sealed class TaskProfile(ProfileKey key)
{
    /// <summary>Tries in the window: forty days of a daily DAG. Twice as many tell nothing more, and follow a trend more slowly.</summary>
    public const int Window = 40;

    /// <summary>Of one run at most so many: a task that is mapped a thousand times is still one experience a run.</summary>
    public const int TracesPerRun = 8;

    public const int MaxPeers = 512;

    /// <summary>Runs after which something is a habit.</summary>
    public const int HabitRuns = 3;

    private readonly List<TryTrace> _traces = [];
    private readonly List<DayHighs> _days = [];
    private readonly Dictionary<string, PeerMemory> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Instant> _sighted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PeerMemory> _troubles = new(StringComparer.Ordinal);
    private (int Version, Usual Established, Usual Addresses, Usual Ports, Usual Sent, Usual Names)? _usual;
    private int _version;

    public ProfileKey Key { get; } = key;

    /// <summary>Runs that were learned from, since the beginning.</summary>
    public int Runs { get; private set; }

    public string LastRun { get; private set; } = "";

    public Instant FirstAt { get; private set; }

    public Instant LastAt { get; private set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<TryTrace> Traces => _traces;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<DayHighs> Days => _days;

    public IReadOnlyDictionary<string, PeerMemory> Peers => _peers;

    /// <summary>Who was seen by tries that nothing else is learned from, and when last.</summary>
    public IReadOnlyDictionary<string, Instant> Sighted => _sighted;

    /// <summary>It talks to that peer, or was seen to.</summary>
    public bool HasMet(string peer) => _peers.ContainsKey(peer) || _sighted.ContainsKey(peer);

    /// <summary>What its tries had more than once, in spite of which they were in order: it is usual by now.</summary>
    public bool IsUsualTrouble(string habit) => _troubles.TryGetValue(habit, out var known) && known.Runs >= HabitRuns;

    /// <summary>Troubles that its tries had and were none the worse for.</summary>
    public IReadOnlyDictionary<string, PeerMemory> Troubles => _troubles;

    /// <summary>Tries whose numbers are not believed yet, because they are far from usual.</summary>
    public Quarantine Quarantine { get; } = new();

    /// <summary>Peers that were forgotten because there were too many.</summary>
    public int ForgottenPeers { get; private set; }

    /// <summary>Connections that came about.</summary>
    public Usual Established => Statistics().Established;

    public Usual Addresses => Statistics().Addresses;

    public Usual Ports => Statistics().Ports;

    public Usual SentBytes => Statistics().Sent;

    /// <inheritdoc cref="TryTrace.Names"/>
    public Usual Names => Statistics().Names;

    /// <summary>How likely the next run talks to somebody it never talked to before, by Good and Turing: the share of peers that
    /// were met in one run only.</summary>
    public double Novelty
    {
        get
        {
            var once = 0;
            foreach (var peer in _peers.Values)
            {
                // Whoever was there in the first run is no surprise of a later one.
                once += peer is { Runs: 1, MetInRun: > 1 } ? 1 : 0;
            }

            return Runs == 0 ? 1 : (once + 1.0) / (Runs + 1);
        }
    }

    /// <summary>Takes in a try whose evidence is whole.</summary>
    /// <param name="isUsual">Its numbers are in order. Else they are believed when enough runs in a row were like that, and those before
    /// are forgotten then: the task does something else now.</param>
    public void Learn(TryTrace trace, bool isUsual, IEnumerable<string> peers, IEnumerable<string> troubles)
    {
        _version++;
        var isKnown = _traces.Exists(one => one.TryId == trace.TryId);
        if (!isKnown && (trace.Run.Length == 0 || trace.Run != LastRun))
        {
            Runs++;
            LastRun = trace.Run;
        }

        FirstAt = FirstAt.IsMissing ? trace.EndedAt : FirstAt;
        LastAt = trace.EndedAt > LastAt ? trace.EndedAt : LastAt;
        if (isUsual)
        {
            Quarantine.Break();
            Keep(trace);
        }
        else if (Quarantine.Add(trace) is { IsEmpty: false } believed)
        {
            _traces.Clear();
            _traces.AddRange(believed);
            foreach (var one in believed)
            {
                Remember(DayHighs.Of(one));
            }
        }

        foreach (var peer in peers)
        {
            Meet(_peers, peer, trace);
        }

        foreach (var trouble in troubles)
        {
            Meet(_troubles, trouble, trace);
        }
    }

    /// <summary>Somebody that a try saw whose evidence is not whole, or that broke off. No part of what is usual: but no news either.</summary>
    public void Sight(IEnumerable<string> peers, Instant at)
    {
        LastAt = at > LastAt ? at : LastAt;
        foreach (var peer in peers)
        {
            if (!_sighted.ContainsKey(peer) && _sighted.Count >= MaxPeers)
            {
                _sighted.Remove(_sighted.MinBy(sight => sight.Value.UnixNanoseconds).Key);
            }

            _sighted[peer] = at;
        }
    }

    /// <summary>As it was written down.</summary>
    public void Restore(
        int runs, string lastRun, Instant first, Instant last, IEnumerable<TryTrace> traces, IEnumerable<DayHighs> days,
        IEnumerable<KeyValuePair<string, PeerMemory>> peers, IEnumerable<KeyValuePair<string, Instant>> sighted, IEnumerable<KeyValuePair<string, PeerMemory>> troubles)
    {
        (Runs, LastRun, FirstAt, LastAt) = (runs, lastRun, first, last);
        _version++;
        _traces.AddRange(traces.Take(Window));
        _days.AddRange(days.Take(DayHighs.Days));
        foreach (var (name, memory) in peers.Take(MaxPeers))
        {
            _peers[name] = memory;
        }

        foreach (var (name, at) in sighted.Take(MaxPeers))
        {
            _sighted[name] = at;
        }

        foreach (var (name, memory) in troubles.Take(MaxPeers))
        {
            _troubles[name] = memory;
        }
    }

    /// <summary>One that learns on by itself.</summary>
    public TaskProfile Copy()
    {
        var copy = new TaskProfile(Key);
        copy.Restore(Runs, LastRun, FirstAt, LastAt, _traces, _days, _peers, _sighted, _troubles);
        copy.Quarantine.Restore(Quarantine.Held);
        return copy;
    }

    private void Keep(TryTrace trace)
    {
        Remember(DayHighs.Of(trace));
        var again = _traces.FindIndex(one => one.TryId == trace.TryId);
        if (again >= 0)
        {
            _traces[again] = trace;
            return;
        }

        var ofRun = 0;
        foreach (var one in _traces)
        {
            ofRun += trace.Run.Length > 0 && one.Run == trace.Run ? 1 : 0;
        }

        if (ofRun >= TracesPerRun)
        {
            return;
        }

        _traces.Add(trace);
        if (_traces.Count > Window)
        {
            _traces.RemoveAt(0);
        }
    }

    private void Remember(in DayHighs highs)
    {
        var day = highs.Day;
        var place = _days.FindIndex(one => one.Day == day);
        if (place >= 0)
        {
            _days[place] = _days[place].With(highs);
            return;
        }

        _days.Add(highs);
        _days.Sort(static (one, other) => one.Day.CompareTo(other.Day));
        _days.RemoveAll(one => one.Day <= _days[^1].Day - DayHighs.Days);
    }

    private void Meet(Dictionary<string, PeerMemory> memories, string name, in TryTrace trace)
    {
        if (memories.TryGetValue(name, out var known))
        {
            var isSameRun = trace.Run.Length > 0 && known.LastRun == trace.Run;
            memories[name] = known with { Last = trace.EndedAt > known.Last ? trace.EndedAt : known.Last, Runs = known.Runs + (isSameRun ? 0 : 1), LastRun = trace.Run };
            return;
        }

        if (memories.Count >= MaxPeers)
        {
            memories.Remove(memories.MinBy(memory => memory.Value.Last.UnixNanoseconds).Key);
            ForgottenPeers++;
        }

        memories.Add(name, new PeerMemory(trace.EndedAt, trace.EndedAt, 1, trace.Run, Runs));
    }

    private (int Version, Usual Established, Usual Addresses, Usual Ports, Usual Sent, Usual Names) Statistics()
    {
        if (_usual is { } known && known.Version == _version)
        {
            return known;
        }

        var usual = (
            _version,
            Usual.Of(_traces.ConvertAll(trace => (double)trace.Established), _days.Select(day => (double)day.Established)),
            Usual.Of(_traces.ConvertAll(trace => (double)trace.Addresses), _days.Select(day => (double)day.Addresses)),
            Usual.Of(_traces.ConvertAll(trace => (double)trace.Ports), _days.Select(day => (double)day.Ports)),
            Usual.Of(_traces.FindAll(trace => trace.SentBytes >= 0).ConvertAll(trace => (double)trace.SentBytes), _days.Select(day => (double)day.SentBytes)),
            Usual.Of(_traces.ConvertAll(trace => (double)trace.Names), []));
        _usual = usual;
        return usual;
    }
}
