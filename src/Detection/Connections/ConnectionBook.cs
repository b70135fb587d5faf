using Windsock.Detection.Connections.Entries;
using Windsock.Detection.Connections.Outcomes;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Connections;

namespace Windsock.Detection.Connections;

/// <summary>The life of every entry: begun by an event, changed by others, settled when its outcome stands, remembered for a while,
/// forgotten. The time is that of the flows.</summary>
internal sealed class ConnectionBook
{
    private readonly ConnectionTable _table;
    private readonly OutcomeRules _rules;
    private readonly EntryLife _life;
    private readonly DueWheel _wheel;
    private readonly UnreachableNotices _notices;
    private readonly GivenUpConnections _givenUp;
    private readonly ConnectionReport _report;
    private readonly ConnectionCounts _counts;
    private readonly long _window;

    public ConnectionBook(ConnectionOptions options, ConnectionTable table, OutcomeRules rules, ConnectionReport report, ConnectionCounts counts)
    {
        _table = table;
        _rules = rules;
        _report = report;
        _counts = counts;
        _window = Nanoseconds.Of(options.ReorderWindow);
        _life = new EntryLife(options);
        _wheel = new DueWheel(table.Capacity);
        _notices = new UnreachableNotices(table, rules, _window);
        _givenUp = new GivenUpConnections(2 * _window);
    }

    /// <summary>Takes one event into its connection.</summary>
    public FlowUse Take(in Observation seen, long now)
    {
        ref readonly var sighting = ref seen.Sighting;
        if (sighting.Is(Signs.Unreachable))
        {
            return Hold(sighting);
        }

        var origin = EntryMarks.None;
        var slot = FindAlive(sighting.Key, now);
        if (slot >= 0)
        {
            ref var entry = ref _table[slot];
            if (EntryUpdate.TryTouch(ref entry, seen))
            {
                // The wheel finds out when the old time comes.
                entry.DueAt = _life.ForgetAt(entry) + entry.Delay;
                return FlowUse.Tracked;
            }

            switch (_life.Compare(entry, seen))
            {
                case Continuity.Same:
                    Update(slot, seen, now);
                    return FlowUse.Tracked;
                case Continuity.Earlier:
                    return FlowUse.Stale;
                default:
                    Supersede(slot, now);
                    origin = EntryMarks.IsSuccessor;
                    break;
            }
        }
        else if (_givenUp.TryGetLastSeen(sighting.Key, out var lastSeen))
        {
            if (!_life.IsAfresh(sighting, lastSeen))
            {
                _givenUp.Touch(sighting.Key, sighting.Time);
                return FlowUse.GivenUp;
            }

            _givenUp.Forget(sighting.Key);
            origin = EntryMarks.IsSuccessor;
        }
        else if (_table.FindOtherHalf(sighting.Key, sighting.IsFrontend, sighting.Time, _window) is var half and >= 0)
        {
            _table.Join(half, sighting.Key);
            Update(half, seen, now);
            return FlowUse.Tracked;
        }

        Begin(seen, origin, now);
        return FlowUse.Tracked;
    }

    /// <summary>Settles everything whose time has come.</summary>
    public void Settle(long now)
    {
        MatchNotices(now - _window, now);
        while (_wheel.TryTake(now, out var slot))
        {
            if (!SettleIfDue(slot, now))
            {
                _wheel.Schedule(slot, _table[slot].DueAt, now);
            }
        }
    }

    /// <summary>Says of every connection what can be said.</summary>
    public void End(long now)
    {
        MatchNotices(Nanoseconds.Never, now);
        foreach (var slot in _table.Slots())
        {
            SayBeforeItsTime(slot, now);
        }
    }

    /// <summary>The entry of that key, unless its time was over: then it is settled first, so that nothing depends on how often
    /// <see cref="Settle"/> is called.</summary>
    private int FindAlive(in ConnectionKey key, long now)
    {
        var slot = _table.Find(key);
        while (slot >= 0 && SettleIfDue(slot, now))
        {
            slot = _table.Find(key);
        }

        return slot;
    }

    private void Begin(in Observation seen, EntryMarks origin, long now)
    {
        var time = seen.Sighting.Time;
        if (_table.Count == _table.Capacity)
        {
            GiveOneUp(now);
        }

        var slot = _table.Reserve();
        ref var entry = ref _table[slot];
        entry.Begin(seen);
        entry.Delay = Math.Max(0, now - _window - time);
        entry.Marks |= origin | (time <= _givenUp.InDoubtUntil ? EntryMarks.IsDoubtful : EntryMarks.None);
        _table.Enter(slot);
        _counts.Seen.Add();
        _counts.Open = _table.Count;
        _report.Name(ref entry);
        Update(slot, seen, now);
    }

    private void Update(int slot, in Observation seen, long now)
    {
        ref var entry = ref _table[slot];
        var wasReset = entry.ResetAt != Nanoseconds.Never;
        EntryUpdate.Apply(ref entry, seen);
        if (entry.SetUpAt != Nanoseconds.Never)
        {
            _table.StopWaiting(slot);
        }

        if (!wasReset)
        {
            _report.CountLateReset(entry);
        }

        Schedule(slot, now);
    }

    private void Schedule(int slot, long now)
    {
        ref var entry = ref _table[slot];
        entry.DueAt = entry.Delay + (entry.Has(EntryMarks.Reported) ? _life.ForgetAt(entry) : _rules.Judge(entry).StandsAt + _window);
        _wheel.Schedule(slot, entry.DueAt, now);
    }

    /// <summary>True when something was done: the outcome said, or the entry forgotten.</summary>
    private bool SettleIfDue(int slot, long now)
    {
        ref var entry = ref _table[slot];
        if (entry.DueAt >= now)
        {
            return false;
        }

        if (entry.Has(EntryMarks.Reported))
        {
            _counts.Expired.Add();
            Forget(slot);
            return true;
        }

        MatchNotices(now - _window, now);
        var judgement = _rules.Judge(entry);
        _report.Say(ref entry, judgement);
        if (judgement.Outcome is null)
        {
            Forget(slot);
        }
        else
        {
            _table.StopWaiting(slot);
            Schedule(slot, now);
        }

        return true;
    }

    /// <summary>Another connection has taken the addresses and ports of this one.</summary>
    private void Supersede(int slot, long now)
    {
        SayBeforeItsTime(slot, now);
        Forget(slot);
    }

    private void SayBeforeItsTime(int slot, long now)
    {
        ref var entry = ref _table[slot];
        if (!entry.Has(EntryMarks.Reported))
        {
            _report.Say(ref entry, _rules.JudgeBeforeItsTime(entry, now));
        }
    }

    private void GiveOneUp(long now)
    {
        var slot = _table.PickVictim();
        ref var entry = ref _table[slot];
        if (entry.Has(EntryMarks.Reported))
        {
            _counts.CountGivenUp(GiveUpReason.TableFullReported);
        }
        else
        {
            _counts.CountGivenUp(GiveUpReason.TableFullUndecided);
            _report.Say(ref entry, new Judgement(ConnectionOutcome.Unknown, entry.LastSeen));
        }

        _givenUp.Add(entry.Key, entry.LastSeen, now);
        if (entry.Has(EntryMarks.HasFrontend))
        {
            _givenUp.Add(ConnectionTable.FrontendKey(entry), entry.LastSeen, now);
        }

        Forget(slot);
    }

    private void Forget(int slot)
    {
        _wheel.Remove(slot);
        _table.Remove(slot);
        _counts.Open = _table.Count;
    }

    private FlowUse Hold(in Sighting sighting)
    {
        if (!_notices.TryHold(sighting.Key.Client, sighting.Key.Server, sighting.Time))
        {
            _counts.CountGivenUp(GiveUpReason.UnreachableLimit);
        }

        return FlowUse.Tracked;
    }

    private void MatchNotices(long before, long now)
    {
        while (_notices.TryTake(before, out var slot))
        {
            if (slot >= 0)
            {
                Schedule(slot, now);
            }
            else
            {
                _counts.UnmatchedUnreachables.Add();
            }
        }
    }
}
