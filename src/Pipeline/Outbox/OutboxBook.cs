using System.Collections.Immutable;

namespace Windsock.Pipeline.Outbox;

/// <summary>What is in the outbox now, and for which sinks. Decides what goes when there is no room. Any thread; no I/O, no clock.</summary>
internal sealed class OutboxBook
{
    /// <summary>Ordinals of messages from before the start are below.</summary>
    private const long FirstOrdinal = 1L << 40;

    private readonly Lock _lock = new();
    private readonly OutboxOptions _options;
    private readonly ImmutableArray<LaneLedger> _ledgers;
    private readonly ImmutableArray<LaneQueue> _lanes;
    private readonly Dictionary<string, OutboxEntry> _byKey = new(StringComparer.Ordinal);
    private readonly SortedSet<OutboxEntry> _all = new(ByOrdinal);
    private readonly SortedSet<OutboxEntry> _resolved = new(ByOrdinal);
    private List<Acknowledgement> _acknowledgements = [];
    private long _nextOrdinal = FirstOrdinal;
    private long _nextRestored = 1;
    private long _bytes;
    private int _count;

    /// <param name="ledgers">One per sink, by their bits.</param>
    public OutboxBook(OutboxOptions options, ImmutableArray<LaneLedger> ledgers)
    {
        (_options, _ledgers) = (options, ledgers);
        _lanes = [.. ledgers.Select(_ => new LaneQueue())];
    }

    private static Comparer<OutboxEntry> ByOrdinal { get; } = Comparer<OutboxEntry>.Create((a, b) => a.Ordinal.CompareTo(b.Ordinal));

    public ImmutableArray<LaneLedger> Ledgers => _ledgers;

    /// <summary>Messages that wait for a sink at least.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>What they take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Everything in it now, in the order of the messages' acceptance.</summary>
    public IReadOnlyList<OutboxEntry> Snapshot()
    {
        lock (_lock)
        {
            return [.. _all];
        }
    }

    /// <summary>Makes room for a message; it is in the book when the answer is null, and with the sinks once it is published.</summary>
    /// <param name="isRestored">It was on disk at the start: before all others, and its loss is one of an accepted message.</param>
    public RefusedReason? Admit(OutboxEntry entry, bool isRestored = false)
    {
        lock (_lock)
        {
            if (_byKey.ContainsKey(entry.Key))
            {
                return RefusedReason.Duplicate;
            }

            while (_count >= _options.MaxMessages || _bytes + entry.Bytes > _options.MaxLiveBytes)
            {
                if (!EvictOne())
                {
                    return RefusedReason.NoRoom;
                }
            }

            entry.Ordinal = isRestored ? _nextRestored++ : _nextOrdinal++;
            _byKey.Add(entry.Key, entry);
            _all.Add(entry);
            if (entry.IsResolved)
            {
                _resolved.Add(entry);
            }

            Volatile.Write(ref _count, _count + 1);
            Volatile.Write(ref _bytes, _bytes + entry.Bytes);
            return null;
        }
    }

    /// <summary>They are accepted: sinks may have them.</summary>
    public void Publish(IReadOnlyList<OutboxEntry> entries, bool isRestored = false)
    {
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                entry.IsPublished = true;
                for (var lane = 0; lane < _lanes.Length; lane++)
                {
                    if (IsFor(entry, lane))
                    {
                        _lanes[lane].Add(entry);
                        (isRestored ? _ledgers[lane].Restored : _ledgers[lane].Accepted).Add();
                        _ledgers[lane].Waiting.Add();
                    }
                }
            }
        }
    }

    /// <summary>Those that have come together since the last call, in their order.</summary>
    public IReadOnlyList<Acknowledgement> TakeAcknowledgements()
    {
        lock (_lock)
        {
            var taken = _acknowledgements;
            _acknowledgements = [];
            return taken;
        }
    }

    /// <summary>The next message for a sink, which is under way from now on; else when there will be one.</summary>
    /// <param name="isProbe">Whoever is first: waits for a retry do not matter.</param>
    public (OutboxEntry? Entry, int Attempt, TimeSpan? At) Next(int lane, TimeSpan now, bool isProbe)
    {
        lock (_lock)
        {
            var (entry, at) = isProbe ? (_lanes[lane].Probe(), null) : _lanes[lane].Next(now);
            if (entry is null)
            {
                return (null, 0, at);
            }

            entry.UnderWay |= 1UL << lane;
            return (entry, _lanes[lane].CountAttempt(entry), null);
        }
    }

    /// <summary>A message that has waited for too long, which is under way from now on.</summary>
    public OutboxEntry? TakeOlder(int lane, DateTimeOffset than)
    {
        lock (_lock)
        {
            if (_lanes[lane].Oldest is not { } oldest || oldest.AcceptedAt >= than)
            {
                return null;
            }

            oldest.UnderWay |= 1UL << lane;
            return oldest;
        }
    }

    /// <summary>The message is over for this sink.</summary>
    public void End(int lane, OutboxEntry entry, AckOutcome outcome)
    {
        lock (_lock)
        {
            entry.UnderWay &= ~(1UL << lane);
            _ledgers[lane].Ended(outcome).Add();
            Acknowledge(lane, entry, outcome);
        }
    }

    /// <summary>The attempt failed; the next one not before then.</summary>
    public void Postpone(int lane, OutboxEntry entry, TimeSpan notBefore)
    {
        lock (_lock)
        {
            entry.UnderWay &= ~(1UL << lane);
            _lanes[lane].Postpone(entry, notBefore);
        }
    }

    /// <summary>The receiver is back.</summary>
    public void EndWaits(int lane)
    {
        lock (_lock)
        {
            _lanes[lane].EndWaits();
        }
    }

    public int WaitingFor(int lane)
    {
        lock (_lock)
        {
            return _lanes[lane].Count;
        }
    }

    /// <summary>The outbox ends: what is on disk is kept, what is in memory only is lost. Nothing may be under way any more.</summary>
    /// <returns>How many messages were kept, and how many lost.</returns>
    public (int Kept, int Lost) Close()
    {
        var (kept, lost) = (0, 0);
        lock (_lock)
        {
            foreach (var entry in _all.ToList())
            {
                var isKept = entry.Segment is not null;
                (kept, lost) = isKept ? (kept + 1, lost) : (kept, lost + 1);
                for (var lane = 0; lane < _lanes.Length; lane++)
                {
                    if (IsFor(entry, lane))
                    {
                        (isKept ? _ledgers[lane].Kept : _ledgers[lane].Dropped(DroppedReason.Shutdown)).Add();
                        _ledgers[lane].Waiting.Add(-1);
                        _lanes[lane].Remove(entry);
                    }
                }

                Forget(entry);
            }
        }

        return (kept, lost);
    }

    private static bool IsFor(OutboxEntry entry, int lane) => (entry.Waiting & (1UL << lane)) != 0;

    private bool EvictOne()
    {
        var victim = _resolved.FirstOrDefault(IsEvictable) ?? _all.FirstOrDefault(IsEvictable);
        if (victim is null)
        {
            return false;
        }

        var reason = victim.IsResolved ? DroppedReason.EvictedResolved : DroppedReason.Evicted;
        for (var lane = 0; lane < _lanes.Length; lane++)
        {
            if (IsFor(victim, lane))
            {
                _ledgers[lane].Dropped(reason).Add();
                Acknowledge(lane, victim, AckOutcome.Dropped);
            }
        }

        return true;
    }

    /// <summary>Not one that a sink is at: how that ends is not known yet.</summary>
    private static bool IsEvictable(OutboxEntry entry) => entry.IsPublished && entry.UnderWay == 0;

    private void Acknowledge(int lane, OutboxEntry entry, AckOutcome outcome)
    {
        entry.Waiting &= ~(1UL << lane);
        _acknowledgements.Add(new Acknowledgement(entry, _ledgers[lane].Sink, outcome));
        _ledgers[lane].Waiting.Add(-1);
        _lanes[lane].Remove(entry);
        if (entry.IsOver)
        {
            Forget(entry);
        }
    }

    private void Forget(OutboxEntry entry)
    {
        _byKey.Remove(entry.Key);
        _all.Remove(entry);
        _resolved.Remove(entry);
        Volatile.Write(ref _count, _count - 1);
        Volatile.Write(ref _bytes, _bytes - entry.Bytes);
    }
}
