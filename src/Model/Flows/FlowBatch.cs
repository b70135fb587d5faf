namespace Windsock.Model.Flows;

/// <summary>Flows that travel together. Immutable: whoever receives one may keep it; stages make new ones. Never pooled.</summary>
public sealed class FlowBatch
{
    /// <summary>Flows per batch at most: an array of them stays out of the large object heap.</summary>
    public const int MaxCount = 256;

    private readonly Flow[] _flows;

    /// <param name="flows">Owned by the batch from here on.</param>
    /// <param name="count">How many of them are filled, 0 to <paramref name="flows"/>.Length.</param>
    /// <param name="source">Name of the source, one of a closed set.</param>
    /// <param name="receivedAt">When the first of them came off the wire, by the agent's clock.</param>
    public FlowBatch(Flow[] flows, int count, string source, Instant receivedAt)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, flows.Length);
        _flows = flows;
        Count = count;
        Source = source;
        ReceivedAt = receivedAt;
    }

    public int Count { get; }

    public string Source { get; }

    public Instant ReceivedAt { get; }

    public ReadOnlySpan<Flow> Flows => _flows.AsSpan(0, Count);

    public ref readonly Flow this[int index] => ref Flows[index];
}
