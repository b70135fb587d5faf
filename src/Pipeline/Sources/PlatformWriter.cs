using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Sources;

/// <summary>What a source of the platform pushes into, and where it accounts for what it saw. Every event taken off the wire is reported
/// exactly once: in a batch, as undecodable, as ignored or as a duplicate. Any thread, many at a time.</summary>
public sealed class PlatformWriter
{
    private readonly BoundedQueue<PlatformBatch> _queue;

    public PlatformWriter(BoundedQueue<PlatformBatch> queue, PlatformLedger ledger)
    {
        _queue = queue;
        Ledger = ledger;
    }

    public PlatformLedger Ledger { get; }

    /// <summary>For a server whose sender sends again what is not taken: without waiting. An empty batch is taken.</summary>
    /// <returns>False: the queue is full or the agent stops; nothing was taken, and the whole request has to be refused. It is counted as one
    /// refusal, its events are not: they come again.</returns>
    public bool TryWrite(PlatformBatch batch)
    {
        if (batch.Count == 0)
        {
            return true;
        }

        if (!_queue.TryWrite(batch, batch.Count))
        {
            Ledger.CountRefusal();
            return false;
        }

        Ledger.CountDecoded(batch.Count);
        return true;
    }

    /// <summary>For a client, which can wait: reads slower while the queue is full.</summary>
    /// <exception cref="OperationCanceledException">The agent stopped; the events are counted as dropped.</exception>
    public ValueTask WriteAsync(PlatformBatch batch)
    {
        Ledger.CountDecoded(batch.Count);
        return batch.Count == 0 ? ValueTask.CompletedTask : _queue.WriteAsync(batch, batch.Count);
    }

    /// <summary>Events that were received and could not be read.</summary>
    public void CountUndecodable(PlatformFailure failure, long count = 1) => Ledger.CountUndecodable(failure, count);

    /// <summary>Events that came before and were dropped on purpose.</summary>
    public void CountDuplicates(long count) => Ledger.CountDuplicates(count);

    /// <summary>Events of which nothing is wanted, dropped on purpose: requests of the cluster's own parts, stages before the last.</summary>
    public void CountIgnored(long count) => Ledger.CountIgnored(count);

    /// <summary>The source works (or no longer does).</summary>
    public void ReportUp(bool isUp)
    {
        Ledger.IsUp = isUp;
        if (isUp)
        {
            Up?.Invoke();
        }
    }

    /// <summary>Raised when the source works.</summary>
    internal event Action? Up;

    internal void ReportFailure()
    {
        Ledger.IsUp = false;
        Ledger.CountFailure();
    }
}
