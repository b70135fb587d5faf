using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Entries;

/// <summary>Where connections are kept and found: entries in pages that are made when they are first needed, and indexes over them.
/// Knows nothing of outcomes.</summary>
internal sealed class ConnectionTable
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;

    /// <summary>Sockets with more connections than this are no clients of a service; who sends to many addresses from one port is not searched through.</summary>
    private const int MaxSiblings = 8;

    private const int VictimSample = 16;

    private readonly ConnectionEntry[][] _pages;
    private readonly SlotChains _byKey;
    private readonly SlotChains _byFrontend;
    private readonly SlotChains _bySocket;
    private readonly SlotChains _byPair;
    private readonly Stack<int> _free = [];
    private int _used;
    private int _frontends;
    private int _hand;

    public ConnectionTable(int capacity)
    {
        Capacity = capacity;
        _pages = new ConnectionEntry[(capacity + PageSize - 1) >> PageBits][];
        _byKey = new SlotChains(capacity);
        _byFrontend = new SlotChains(capacity);
        _bySocket = new SlotChains(capacity);
        _byPair = new SlotChains(capacity);
    }

    public int Capacity { get; }

    public int Count => _used - _free.Count;

    public ref ConnectionEntry this[int slot] => ref _pages[slot >> PageBits][slot & (PageSize - 1)];

    /// <summary>By its own addresses or those of its service; -1 when it is not there.</summary>
    public int Find(in ConnectionKey key)
    {
        var hash = key.GetHashCode();
        for (var slot = _byKey.First(hash); slot >= 0; slot = _byKey.Next(slot))
        {
            if (this[slot].Key == key)
            {
                return slot;
            }
        }

        if (_frontends > 0)
        {
            for (var slot = _byFrontend.First(hash); slot >= 0; slot = _byFrontend.Next(slot))
            {
                if (FrontendKey(this[slot]) == key)
                {
                    return slot;
                }
            }
        }

        return -1;
    }

    /// <summary>The other half of a connection to a service: the datapath shows it under the service's address before it has
    /// chosen a backend, and under the backend's after. Same client socket, one of them a service, both begun within the window.</summary>
    public int FindOtherHalf(in ConnectionKey key, bool isFrontend, long time, long window)
    {
        var slot = _bySocket.First(key.SocketHash);
        for (var seen = 0; slot >= 0 && seen < MaxSiblings; seen++, slot = _bySocket.Next(slot))
        {
            ref readonly var entry = ref this[slot];
            if (entry.Key.SharesSocket(key)
                && entry.Has(EntryMarks.IsFrontend) != isFrontend
                && !entry.Has(EntryMarks.HasFrontend)
                && Math.Abs(time - entry.FirstSeen) <= window)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>An entry of zeros, to be filled where it is and then made known by <see cref="Enter"/>. There must be room.</summary>
    public int Reserve()
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            _pages[slot >> PageBits] ??= new ConnectionEntry[PageSize];
        }

        return slot;
    }

    /// <summary>The entry can be found from now on.</summary>
    public void Enter(int slot)
    {
        ref readonly var entry = ref this[slot];
        _byKey.Add(entry.Key.GetHashCode(), slot);
        _bySocket.Add(entry.Key.SocketHash, slot);
        StartWaiting(slot);
    }

    public void Remove(int slot)
    {
        ref var entry = ref this[slot];
        StopWaiting(slot);
        if (entry.Has(EntryMarks.HasFrontend))
        {
            _byFrontend.Remove(FrontendKey(entry).GetHashCode(), slot);
            _frontends--;
        }

        _byKey.Remove(entry.Key.GetHashCode(), slot);
        _bySocket.Remove(entry.Key.SocketHash, slot);
        entry = default;
        _free.Push(slot);
    }

    /// <summary>Makes one connection of both halves: the backend's address is its own from here on.</summary>
    /// <param name="key">The half that was not known.</param>
    public void Join(int slot, in ConnectionKey key)
    {
        ref var entry = ref this[slot];
        var frontend = key;
        if (entry.Has(EntryMarks.IsFrontend))
        {
            frontend = entry.Key;
            var isWaiting = entry.Has(EntryMarks.IsWaiting);
            StopWaiting(slot);
            _byKey.Remove(entry.Key.GetHashCode(), slot);
            entry.Key = key;
            entry.Marks &= ~EntryMarks.IsFrontend;
            _byKey.Add(key.GetHashCode(), slot);
            if (isWaiting)
            {
                StartWaiting(slot);
            }
        }

        entry.FrontendIp = frontend.Server;
        entry.FrontendPort = frontend.ServerPort;
        entry.Marks |= EntryMarks.HasFrontend;
        _byFrontend.Add(frontend.GetHashCode(), slot);
        _frontends++;
    }

    public void StopWaiting(int slot)
    {
        ref var entry = ref this[slot];
        if (entry.Has(EntryMarks.IsWaiting))
        {
            entry.Marks &= ~EntryMarks.IsWaiting;
            _byPair.Remove(entry.Key.PairHash, slot);
        }
    }

    /// <summary>Connections that wait for an answer, among them all between two hosts: the slots of one chain.</summary>
    public int FirstWaiting(int pairHash) => _byPair.First(pairHash);

    public int NextWaiting(int slot) => _byPair.Next(slot);

    /// <summary>One to give up: of the next few, the one that was idle longest, those first whose outcome has been said.</summary>
    public int PickVictim()
    {
        var victim = -1;
        for (var seen = 0; seen < VictimSample && seen < _used; seen++)
        {
            _hand = (_hand + 1) % _used;
            ref readonly var entry = ref this[_hand];
            if (entry.FirstSeen != 0 && (victim < 0 || IsBetterVictim(entry, this[victim])))
            {
                victim = _hand;
            }
        }

        return victim;
    }

    /// <summary>Every slot in use, in no order that means anything.</summary>
    public IEnumerable<int> Slots()
    {
        for (var slot = 0; slot < _used; slot++)
        {
            if (this[slot].FirstSeen != 0)
            {
                yield return slot;
            }
        }
    }

    public static ConnectionKey FrontendKey(in ConnectionEntry entry) =>
        entry.Key with { Server = entry.FrontendIp, ServerPort = entry.FrontendPort };

    private static bool IsBetterVictim(in ConnectionEntry entry, in ConnectionEntry than) =>
        entry.Has(EntryMarks.Reported) != than.Has(EntryMarks.Reported)
            ? entry.Has(EntryMarks.Reported)
            : entry.LastSeen < than.LastSeen;

    private void StartWaiting(int slot)
    {
        ref var entry = ref this[slot];
        if (entry.Key.Protocol is not (L4Protocol.Icmp or L4Protocol.IcmpV6))
        {
            entry.Marks |= EntryMarks.IsWaiting;
            _byPair.Add(entry.Key.PairHash, slot);
        }
    }
}
