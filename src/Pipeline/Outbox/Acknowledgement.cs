namespace Windsock.Pipeline.Outbox;

/// <summary>A message no longer waits for a sink.</summary>
/// <param name="Sink">Name of the sink.</param>
internal readonly record struct Acknowledgement(OutboxEntry Entry, string Sink, AckOutcome Outcome);
