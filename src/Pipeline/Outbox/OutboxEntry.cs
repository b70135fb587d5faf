using Windsock.Pipeline.Outbox.Journal;

namespace Windsock.Pipeline.Outbox;

/// <summary>A message in the outbox. What changes about it is the book's, under its lock, but for what the journal notes.</summary>
internal sealed class OutboxEntry
{
    private ulong _waiting;

    public required string Key { get; init; }

    public required string Order { get; init; }

    public required bool IsResolved { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    public required byte[] Payload { get; init; }

    /// <summary>Of its record on disk, at most.</summary>
    public required int Bytes { get; init; }

    /// <summary>Its place among all messages of this process: those from before the start come first.</summary>
    public long Ordinal { get; set; }

    /// <summary>Which sinks it still waits for, a bit each; none: it is over. Any thread may read it.</summary>
    public ulong Waiting
    {
        get => Volatile.Read(ref _waiting);
        set => Volatile.Write(ref _waiting, value);
    }

    /// <summary>Which sinks are at it now.</summary>
    public ulong UnderWay { get; set; }

    /// <summary>It has been accepted, and sinks may have it.</summary>
    public bool IsPublished { get; set; }

    /// <summary>The journal's: its number on disk, 0 while it was never written.</summary>
    public long Sequence { get; set; }

    /// <summary>The journal's: where it is, null while it is in memory only.</summary>
    public JournalSegment? Segment { get; set; }

    public bool IsOver => Waiting == 0;
}
