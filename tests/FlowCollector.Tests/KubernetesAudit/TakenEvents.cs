using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

/// <summary>The queue behind the audit port, read by a test.</summary>
internal sealed class TakenEvents
{
    private readonly BoundedQueue<PlatformBatch> _queue;

    /// <param name="capacity">Batches until it is full.</param>
    public TakenEvents(int capacity = 10_000)
    {
        _queue = new BoundedQueue<PlatformBatch>("platform", capacity, singleWriter: false, lendsWriter: false);
        Writer = new PlatformWriter(_queue, Ledger);
    }

    public PlatformLedger Ledger { get; } = new("audit");

    public PlatformWriter Writer { get; }

    /// <summary>What has come since the last time, in order.</summary>
    public List<PlatformEvent> Read()
    {
        var events = new List<PlatformEvent>();
        while (_queue.TryRead(out var batch))
        {
            Assert.InRange(batch.Count, 1, PlatformBatch.MaxCount);
            events.AddRange(batch.Events);
        }

        return events;
    }

    public List<PlatformAction> ReadActions() => [.. Read().OfType<PlatformAction>()];

    /// <summary>The agent stops: nothing more is taken.</summary>
    public void Stop() => _queue.Complete();
}
