namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>What a journal held when it was opened.</summary>
/// <param name="Messages">Those that wait, in the order in which they were accepted, with the names of their sinks.</param>
/// <param name="TornTails">Files that ended within a record.</param>
/// <param name="Corrupt">What is wrong with files that were damaged otherwise, a line each.</param>
internal sealed record JournalReplay(IReadOnlyList<(OutboxEntry Entry, IReadOnlyCollection<string> Sinks)> Messages, int TornTails, IReadOnlyList<string> Corrupt);
