using Windsock.Pipeline.Sinks;

namespace Windsock.Pipeline.Outbox;

/// <summary>A sink of an outbox, and which messages are for it.</summary>
/// <param name="Wants">Asked once per message, when it is offered. Pure; any thread.</param>
public sealed record OutboxSink<T>(ISink<T> Sink, Func<T, bool> Wants)
    where T : class;
