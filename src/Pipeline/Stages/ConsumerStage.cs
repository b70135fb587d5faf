using Microsoft.Extensions.Logging;
using Windsock.Model.Identity;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Stages;

/// <summary>One branch behind the fan-out: its queue, its loop and its books, <c>in = done + dropped</c>.</summary>
public sealed partial class ConsumerStage
{
    private readonly IFlowConsumer _consumer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _done;
    private long _failed;
    private long _busyTicks;
    private bool _isFailing;

    public ConsumerStage(IFlowConsumer consumer, int queueCapacity, TimeProvider time, ILogger logger)
    {
        _consumer = consumer;
        _time = time;
        _logger = logger;
        Queue = new BoundedQueue<AttributedBatch>(consumer.Name, queueCapacity, singleWriter: true);
    }

    public string Name => _consumer.Name;

    /// <summary>Flows that entered this branch, including those that wait in its queue.</summary>
    public long In => Queue.Written;

    public long Done => Volatile.Read(ref _done);

    /// <summary>Flows of batches at which the consumer threw.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Flows that an aborted shutdown left in the queue.</summary>
    public long Abandoned => Queue.Abandoned;

    /// <summary>Time spent in the consumer.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Volatile.Read(ref _busyTicks));

    internal BoundedQueue<AttributedBatch> Queue { get; }

    internal async Task RunAsync()
    {
        while (await Queue.WaitToReadAsync().ConfigureAwait(false))
        {
            while (Queue.TryRead(out var batch))
            {
                Observe(batch);
            }
        }
    }

    private void Observe(AttributedBatch batch)
    {
        var started = _time.GetTimestamp();
        try
        {
            _consumer.Observe(batch);
            Volatile.Write(ref _done, _done + batch.Count);
            if (_isFailing)
            {
                _isFailing = false;
                LogWorksAgain(_logger, Name);
            }
        }
#pragma warning disable CA1031 // A consumer's failure costs its own batch, counted, and nothing else.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failed, _failed + batch.Count);
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailed(_logger, failure, Name, batch.Count);
            }
        }

        Volatile.Write(ref _busyTicks, _busyTicks + _time.GetElapsedTime(started).Ticks);
    }

    [LoggerMessage(2011, LogLevel.Error, "Consumer {Name} failed on a batch of {Flows} flows; they are counted as dropped. Said again after it has worked once.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string name, int flows);

    [LoggerMessage(2012, LogLevel.Information, "Consumer {Name} works again.")]
    private static partial void LogWorksAgain(ILogger logger, string name);
}
