namespace Windsock.Pipeline.Outbox;

/// <summary>What waits for one sink. Messages of one order go one after the other; one that failed holds up those behind it and nobody
/// else. Under the book's lock.</summary>
internal sealed class LaneQueue
{
    private readonly Dictionary<string, Track> _tracks = new(StringComparer.Ordinal);
    private readonly SortedSet<Track> _byHead = new(Comparer<Track>.Create((a, b) => a.Head.Ordinal.CompareTo(b.Head.Ordinal)));

    public int Count { get; private set; }

    /// <summary>Accepted first of all that wait; null when nothing does.</summary>
    public OutboxEntry? Oldest => _byHead.Min?.Head;

    public void Add(OutboxEntry entry)
    {
        if (_tracks.TryGetValue(entry.Order, out var track))
        {
            // A message from before the start may come to stand in front.
            _byHead.Remove(track);
            track.Entries.Add(entry);
        }
        else
        {
            _tracks.Add(entry.Order, track = new Track(entry));
        }

        _byHead.Add(track);
        Count++;
    }

    /// <summary>It is over, or gone.</summary>
    public void Remove(OutboxEntry entry)
    {
        if (!_tracks.TryGetValue(entry.Order, out var track) || !track.Entries.Contains(entry))
        {
            return;
        }

        _byHead.Remove(track);
        if (track.Head == entry)
        {
            (track.Attempts, track.NotBefore) = (0, TimeSpan.Zero);
        }

        track.Entries.Remove(entry);
        Count--;
        if (track.Entries.Count == 0)
        {
            _tracks.Remove(entry.Order);
        }
        else
        {
            _byHead.Add(track);
        }
    }

    /// <summary>The next to be tried, else when one will be.</summary>
    public (OutboxEntry? Entry, TimeSpan? At) Next(TimeSpan now)
    {
        TimeSpan? at = null;
        foreach (var track in _byHead)
        {
            if (track.NotBefore <= now)
            {
                return (track.Head, null);
            }

            at = at is { } earlier && earlier < track.NotBefore ? earlier : track.NotBefore;
        }

        return (null, at);
    }

    /// <summary>One to find out with whether the receiver is back: the one tried least, so that a message it chokes on does not speak
    /// for all.</summary>
    public OutboxEntry? Probe() => _byHead.MinBy(track => track.Attempts)?.Head;

    /// <returns>How often it has been tried now.</returns>
    public int CountAttempt(OutboxEntry entry) => ++_tracks[entry.Order].Attempts;

    public void Postpone(OutboxEntry entry, TimeSpan notBefore) => _tracks[entry.Order].NotBefore = notBefore;

    /// <summary>The receiver is back: nobody waits for a retry any more.</summary>
    public void EndWaits()
    {
        foreach (var track in _byHead)
        {
            track.NotBefore = TimeSpan.Zero;
        }
    }

    private sealed class Track(OutboxEntry first)
    {
        private static readonly Comparer<OutboxEntry> ByOrdinal = Comparer<OutboxEntry>.Create((a, b) => a.Ordinal.CompareTo(b.Ordinal));

        public SortedSet<OutboxEntry> Entries { get; } = new([first], ByOrdinal);

        public OutboxEntry Head => Entries.Min!;

        /// <summary>Of its head.</summary>
        public int Attempts { get; set; }

        public TimeSpan NotBefore { get; set; }
    }
}
