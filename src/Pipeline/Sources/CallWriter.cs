using Microsoft.Extensions.Logging;
using Windsock.Model.Calls;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Sources;

/// <summary>What a source of calls pushes into, and where it accounts for what it saw. Every call taken off the wire is reported
/// exactly once: in a batch, as undecodable, or as a duplicate. Any thread, many at a time.</summary>
public sealed partial class CallWriter
{
    private readonly BoundedQueue<CallBatch> _queue;
    private readonly ILogger _logger;
    private int _isDropping;

    public CallWriter(BoundedQueue<CallBatch> queue, CallLedger ledger, ILogger logger)
    {
        _queue = queue;
        _logger = logger;
        Ledger = ledger;
    }

    public CallLedger Ledger { get; }

    /// <summary>Hands over decoded calls and counts them as received and decoded. Never waits and lends its thread to nobody: a
    /// proxy must not be held up by who listens to it. An empty batch is ignored.</summary>
    /// <returns>False: the batch was dropped, because the queue is full or the agent stops, and counted so.</returns>
    public bool TryWrite(CallBatch batch)
    {
        if (batch.Count == 0)
        {
            return true;
        }

        Ledger.CountDecoded(batch.Count);
        if (_queue.TryWrite(batch, batch.Count))
        {
            if (Volatile.Read(ref _isDropping) == 1 && Interlocked.Exchange(ref _isDropping, 0) == 1)
            {
                LogTakes(_logger, Ledger.Source, Ledger.DroppedBecause(CallDrop.QueueFull));
            }

            return true;
        }

        var reason = _queue.IsComplete ? CallDrop.Shutdown : CallDrop.QueueFull;
        Ledger.CountDropped(reason, batch.Count);
        if (reason == CallDrop.QueueFull && Interlocked.Exchange(ref _isDropping, 1) == 0)
        {
            LogDrops(_logger, Ledger.Source, _queue.Capacity);
        }

        return false;
    }

    /// <summary>Calls that were received and could not be read.</summary>
    public void CountUndecodable(CallFailure failure, long count = 1) => Ledger.CountUndecodable(failure, count);

    /// <summary>Calls that came before, from another logger of the same proxy, and were dropped on purpose.</summary>
    public void CountDuplicates(long count) => Ledger.CountDuplicates(count);

    /// <summary>The source listens (or no longer does).</summary>
    public void ReportUp(bool isUp)
    {
        Ledger.IsUp = isUp;
        if (isUp)
        {
            Up?.Invoke();
        }
    }

    /// <summary>Raised when the source listens.</summary>
    internal event Action? Up;

    internal void ReportFailure()
    {
        Ledger.IsUp = false;
        Ledger.CountFailure();
    }

    [LoggerMessage(2041, LogLevel.Warning, "Source {Source}: the queue of calls ({Capacity} batches) is full, calls are dropped and counted in call_dropped_total. Said again after it has had room.")]
    private static partial void LogDrops(ILogger logger, string source, int capacity);

    [LoggerMessage(2042, LogLevel.Information, "Source {Source}: the queue of calls has room again; {Dropped} calls were dropped since the start.")]
    private static partial void LogTakes(ILogger logger, string source, long dropped);
}
