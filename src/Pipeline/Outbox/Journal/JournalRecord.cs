namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>A record as it was read.</summary>
/// <param name="Entry">The message; null when it is an acknowledgement.</param>
/// <param name="Sinks">The sinks it waits for, or the one that acknowledged it.</param>
internal sealed record JournalRecord(long Sequence, OutboxEntry? Entry, IReadOnlyList<string> Sinks);
