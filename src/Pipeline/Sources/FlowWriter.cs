using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Sources;

/// <summary>What a source pushes into, and where it accounts for what it saw. Every flow message taken off the wire is
/// reported exactly once: in a batch, as undecodable, or as a duplicate. One source, one writer, one thread at a time.</summary>
public sealed class FlowWriter
{
    private readonly BoundedQueue<FlowBatch> _queue;
    private readonly BoundedQueue<ClusterChange> _changes;
    private readonly TimeProvider _time;

    public FlowWriter(BoundedQueue<FlowBatch> queue, BoundedQueue<ClusterChange> changes, SourceLedger ledger, TimeProvider time)
    {
        _queue = queue;
        _changes = changes;
        _time = time;
        Ledger = ledger;
    }

    /// <summary>Raised when the stream comes up.</summary>
    internal event Action? Up;

    public SourceLedger Ledger { get; }

    /// <summary>Adds the time since <paramref name="started"/> (a timestamp of the agent's clock) to what decoding has taken.</summary>
    public void CountDecoding(long started) => Ledger.AddDecoding(_time.GetElapsedTime(started));

    /// <summary>Hands over decoded flows and counts them as received and decoded. Waits while the queue is full: a client source
    /// then simply reads slower. An empty batch is ignored.</summary>
    /// <exception cref="OperationCanceledException">The agent gave up draining; the batch is counted as dropped.</exception>
    public ValueTask WriteAsync(FlowBatch batch)
    {
        if (batch.Count == 0)
        {
            return ValueTask.CompletedTask;
        }

        Ledger.CountDecoded(batch.Count);
        return _queue.WriteAsync(batch, batch.Count);
    }

    /// <summary>Flow messages that were received and could not be read.</summary>
    public void CountUndecodable(DecodeFailure failure, long count = 1) => Ledger.CountUndecodable(failure, count);

    /// <summary>Flow messages that were received again after a reconnect and dropped on purpose.</summary>
    public void CountDuplicates(long count) => Ledger.CountDuplicates(count);

    /// <summary>Events that the source lost before it could send them, by its own word. Counted, and told to whoever judges by what
    /// was seen.</summary>
    /// <param name="since">Earliest time at which they may have happened; missing when not known.</param>
    public ValueTask ReportLostAsync(LossReason reason, ulong count, Instant since)
    {
        Ledger.CountLost(reason, count);
        return ReportEvidenceLostAsync(reason, (long)Math.Min(count, long.MaxValue), since);
    }

    /// <summary>After a reconnect nothing that was already seen came again: flows may be missing, nobody can say how many.</summary>
    /// <param name="since">Time of the last flow before the break.</param>
    public ValueTask ReportGapAsync(Instant since)
    {
        Ledger.CountGap();
        return ReportEvidenceLostAsync(LossReason.Unknown, 0, since);
    }

    /// <summary>The stream is established (or broken). Shown as <c>source_up</c>.</summary>
    public void ReportUp(bool isUp)
    {
        Ledger.IsUp = isUp;
        if (isUp)
        {
            Up?.Invoke();
        }
    }

    /// <summary>A node behind a relay started or stopped reporting.</summary>
    public ValueTask ReportNodeAsync(string nodeName, bool isReporting)
    {
        Ledger.SetNode(nodeName, isReporting);
        return _changes.WriteAsync(new NodeReporting(nodeName, isReporting, Instant.FromDateTimeOffset(_time.GetUtcNow())), 1);
    }

    private ValueTask ReportEvidenceLostAsync(LossReason reason, long count, Instant since) =>
        _changes.WriteAsync(new EventsLost(Ledger.Source, reason, count, since, Instant.FromDateTimeOffset(_time.GetUtcNow())), 1);

    internal void ReportFailure(Exception failure)
    {
        Ledger.IsUp = false;
        Ledger.CountFailure(failure.Message);
    }
}
