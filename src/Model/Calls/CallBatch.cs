using Windsock.Model.Flows;

namespace Windsock.Model.Calls;

/// <summary>Calls that travel together. Immutable: whoever receives one may keep it. Never pooled.</summary>
public sealed class CallBatch
{
    /// <summary>Calls per batch at most: an array of them stays out of the large object heap.</summary>
    public const int MaxCount = 128;

    private readonly Call[] _calls;

    /// <param name="calls">Owned by the batch from here on.</param>
    /// <param name="count">How many of them are filled, 0 to <paramref name="calls"/>.Length.</param>
    /// <param name="source">Name of the source, one of a closed set.</param>
    /// <param name="receivedAt">When the first of them came off the wire, by the agent's clock.</param>
    public CallBatch(Call[] calls, int count, string source, Instant receivedAt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, calls.Length);
        _calls = calls;
        Count = count;
        Source = source;
        ReceivedAt = receivedAt;
    }

    public int Count { get; }

    public string Source { get; }

    public Instant ReceivedAt { get; }

    public ReadOnlySpan<Call> Calls => _calls.AsSpan(0, Count);
}
