namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>One file of the journal, and which of its messages still wait. The journal's thread only.</summary>
internal sealed class JournalSegment(long id)
{
    private readonly HashSet<OutboxEntry> _live = [];

    public long Id { get; } = id;

    public string Name { get; } = JournalNames.Of(id);

    /// <summary>Up to here it is on the disk.</summary>
    public long Bytes { get; set; }

    public long LiveBytes { get; private set; }

    public IReadOnlyCollection<OutboxEntry> Live => _live;

    /// <summary>The message is in this file, and no longer in another.</summary>
    public void Hold(OutboxEntry entry)
    {
        entry.Segment?.Release(entry);
        entry.Segment = this;
        if (_live.Add(entry))
        {
            LiveBytes += entry.Bytes;
        }
    }

    public void Release(OutboxEntry entry)
    {
        if (_live.Remove(entry))
        {
            LiveBytes -= entry.Bytes;
        }
    }
}
