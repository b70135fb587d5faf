using Microsoft.Extensions.Logging;

namespace Windsock.Pipeline.Outbox.Delivering;

/// <summary>What all lanes of an outbox share.</summary>
/// <param name="IsDurable">What waits survives the process: there is no hurry at the end.</param>
/// <param name="OnEnded">Called for each message that has ended, to have it written down.</param>
internal sealed record LaneSurroundings<T>(
    OutboxBook Book, IOutboxCodec<T> Codec, DeadLetters DeadLetters, OutboxOptions Options, Func<bool> IsDurable, Action OnEnded, TimeProvider Time, ILogger Logger)
    where T : class;
