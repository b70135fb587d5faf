using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble;

/// <summary>Room for the flows of the next batch. Single-threaded.</summary>
internal sealed class FlowBatchBuilder
{
    private readonly string _source;
    private Flow[] _flows = new Flow[FlowBatch.MaxCount];
    private Instant _receivedAt;

    public FlowBatchBuilder(string source) => _source = source;

    public int Count { get; private set; }

    public bool IsFull => Count == FlowBatch.MaxCount;

    /// <summary>The next free place; taken by <see cref="Keep"/>.</summary>
    public ref Flow Next => ref _flows[Count];

    public void Keep(Instant now)
    {
        if (Count == 0)
        {
            _receivedAt = now;
        }

        Count++;
    }

    /// <summary>The flows so far; the builder is empty after it. A small batch is copied out, because at low rates an array of 50 KB
    /// for twenty flows would be most of the garbage.</summary>
    public FlowBatch Take()
    {
        var flows = _flows;
        if (Count > FlowBatch.MaxCount / 2)
        {
            _flows = new Flow[FlowBatch.MaxCount];
        }
        else
        {
            flows = _flows.AsSpan(0, Count).ToArray();
        }

        var batch = new FlowBatch(flows, Count, _source, _receivedAt);
        Count = 0;
        return batch;
    }
}
