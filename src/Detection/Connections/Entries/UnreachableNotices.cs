using Windsock.Detection.Connections.Outcomes;
using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Entries;

/// <summary>ICMP messages that say a host or port cannot be reached. Hubble carries only their addresses, type and code, not the
/// packet that they answer, so one means a connection only when exactly one waits between those two hosts. They are held for the
/// reorder window, because that connection may be heard of later.</summary>
internal sealed class UnreachableNotices
{
    private const int MaxHeld = 4_096;

    /// <summary>More connections that wait between two hosts than are worth looking at: the message cannot be meant for one.</summary>
    private const int MaxLookedAt = 16;

    private readonly PriorityQueue<(IpAddress Client, IpAddress Server), long> _held = new();
    private readonly ConnectionTable _table;
    private readonly OutcomeRules _rules;
    private readonly long _tolerance;

    /// <param name="tolerance">How much earlier than its packet a message may seem to be, by another node's clock.</param>
    public UnreachableNotices(ConnectionTable table, OutcomeRules rules, long tolerance)
    {
        _tolerance = tolerance;
        _table = table;
        _rules = rules;
    }

    /// <summary>False when there is no room.</summary>
    public bool TryHold(IpAddress client, IpAddress server, long time)
    {
        if (_held.Count == MaxHeld)
        {
            return false;
        }

        _held.Enqueue((client, server), time);
        return true;
    }

    /// <summary>Takes out one message of before then, with the connection it means: -1 when there is none, or several.</summary>
    public bool TryTake(long before, out int slot)
    {
        slot = -1;
        if (!_held.TryPeek(out var notice, out var time) || time >= before)
        {
            return false;
        }

        _held.Dequeue();
        slot = FindOnlyOne(notice.Client, notice.Server, time);
        if (slot >= 0)
        {
            ref var entry = ref _table[slot];
            entry.UnreachableAt = Math.Min(entry.UnreachableAt, time);
        }

        return true;
    }

    private int FindOnlyOne(IpAddress client, IpAddress server, long time)
    {
        var found = -1;
        var pair = new ConnectionKey(client, server, 0, 0, L4Protocol.Other);
        var slot = _table.FirstWaiting(pair.PairHash);
        for (var seen = 0; slot >= 0; seen++, slot = _table.NextWaiting(slot))
        {
            ref readonly var entry = ref _table[slot];
            if (seen == MaxLookedAt || (found >= 0 && Waits(entry, client, server, time)))
            {
                return -1;
            }

            found = Waits(entry, client, server, time) ? slot : found;
        }

        return found;
    }

    private bool Waits(in ConnectionEntry entry, IpAddress client, IpAddress server, long time) =>
        entry.Key.Client == client
        && entry.Key.Server == server
        && entry.OpenedAt - _tolerance <= time
        && time <= _rules.AnswerLimit(entry)
        && !entry.Has(EntryMarks.Reported)
        && entry.SetUpAt == Nanoseconds.Never
        && entry.ResetAt == Nanoseconds.Never;
}
