using Windsock.Detection.Connections.Reading;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Entries;

/// <summary>What an event is to the entry of its key.</summary>
internal enum Continuity : byte
{
    Same,

    /// <summary>Of a connection before it.</summary>
    Earlier,

    /// <summary>The first of a connection after it.</summary>
    Next,
}

/// <summary>Where one connection ends and the next with the same addresses and ports begins. Pure.</summary>
internal sealed class EntryLife
{
    /// <summary>Linux doubles the time between two SYNs from 1 s up to 64 s; a SYN after a longer pause is a new attempt.</summary>
    private const long LongestSynPause = 70 * Nanoseconds.PerSecond;

    /// <summary>What is under way when a connection closes: last acknowledgements, repeated FINs, L7 records, which are written late.</summary>
    private const long Linger = 5 * Nanoseconds.PerSecond;

    /// <summary>Connection tracking forgets datagrams that long after the last one.</summary>
    private const long DatagramPause = 60 * Nanoseconds.PerSecond;

    private readonly long _window;
    private readonly long _idleTimeout;

    public EntryLife(ConnectionOptions options)
    {
        _window = Nanoseconds.Of(options.ReorderWindow);
        _idleTimeout = Nanoseconds.Of(options.IdleTimeout);
    }

    /// <summary>When a connection whose outcome was said may be forgotten.</summary>
    public long ForgetAt(in ConnectionEntry entry)
    {
        if (entry.Key.Protocol != L4Protocol.Tcp)
        {
            return entry.LastSeen + Math.Min(DatagramPause, _idleTimeout);
        }

        return entry.LastSeen + (entry.IsClosed ? Linger + _window
            : entry.SetUpAt == Nanoseconds.Never ? LongestSynPause
            : _idleTimeout);
    }

    public Continuity Compare(in ConnectionEntry entry, in Observation seen)
    {
        ref readonly var sighting = ref seen.Sighting;
        if (IsAnotherPod(entry.Client.Owner, seen.Client.Owner) || IsAnotherPod(entry.Server.Owner, seen.Server.Owner))
        {
            return sighting.Time < entry.FirstSeen ? Continuity.Earlier : Continuity.Next;
        }

        return IsNextSyn(entry, sighting, seen.Flow.NodeName) ? Continuity.Next
            : entry.Has(EntryMarks.IsSuccessor) && sighting.Time < entry.FirstSeen ? Continuity.Earlier
            : Continuity.Same;
    }

    /// <summary>An event of a connection that was given up, or the first of another with its key?</summary>
    public bool IsAfresh(in Sighting sighting, long lastSeen) => sighting.Is(Signs.Opening)
        && sighting.Time > lastSeen + (sighting.Key.Protocol == L4Protocol.Tcp ? _window : DatagramPause);

    private bool IsNextSyn(in ConnectionEntry entry, in Sighting sighting, string nodeName)
    {
        if (sighting.Key.Protocol != L4Protocol.Tcp || !sighting.Is(Signs.Opening))
        {
            return false;
        }

        if (entry.IsClosed)
        {
            // The same SYN as another node's clock has it may seem to come after the end.
            var isSameClock = nodeName == entry.NodeName && !entry.Has(EntryMarks.HasTwoClocks);
            return sighting.Time > Math.Max(entry.HandshakeAt, EndOf(entry)) + (isSameClock ? 0 : _window);
        }

        return entry.Has(EntryMarks.Completed)
            ? sighting.Time > Math.Max(entry.HandshakeAt, entry.SetUpAt) + _window
            : sighting.Time > entry.LastSeen + LongestSynPause;
    }

    private static long EndOf(in ConnectionEntry entry) =>
        entry.ResetAt != Nanoseconds.Never ? entry.ResetAt : Math.Max(entry.ClientFinAt, entry.ServerFinAt);

    private static bool IsAnotherPod(Owner? known, Owner? seen) =>
        !ReferenceEquals(known, seen)
        && known is { PodUid.Length: > 0 }
        && seen is { PodUid.Length: > 0 }
        && known.PodUid != seen.PodUid;
}
