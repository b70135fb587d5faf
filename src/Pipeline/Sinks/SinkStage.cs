using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.Sinks;

/// <summary>The queue, the retries, the timeout and the books around one sink. Whoever offers never waits: a full queue drops the
/// newest and counts it. One item after the other; the first failure is logged, then the recovery.</summary>
public sealed partial class SinkStage<T> : ISinkStage
    where T : class
{
    /// <summary>With the standard backoff about a minute: what cannot be delivered in that time is old news.</summary>
    private const int MaxAttempts = 8;

    /// <summary>For one attempt. A sink that knows its receiver gives up sooner and says why.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait that a receiver can impose: the others behind it wait, too.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(1);

    private readonly ISink<T> _sink;
    private readonly BoundedQueue<T> _queue;
    private readonly Func<Backoff> _backoff;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SinkVoice _voice;
    private readonly CancellationTokenSource _abort = new();
    private readonly long[] _outcomes = new long[Enum.GetValues<SinkOutcome>().Length];
    private long _offered;
    private int _isFull;
    private volatile bool _isComplete;

    /// <param name="capacity">Items that may wait.</param>
    /// <param name="backoff">Makes the waits between the attempts of one item.</param>
    public SinkStage(ISink<T> sink, int capacity, Func<Backoff> backoff, TimeProvider time, ILogger logger)
    {
        (_sink, _backoff, _time, _logger) = (sink, backoff, time, logger);
        _voice = new SinkVoice(sink.Name, logger);
        _queue = new BoundedQueue<T>(sink.Name, capacity, singleWriter: false);
    }

    public string Name => _sink.Name;

    public long Offered => Volatile.Read(ref _offered);

    public ImmutableArray<long> Outcomes => [.. _outcomes.Select((_, i) => Volatile.Read(ref _outcomes[i]))];

    /// <summary>From any thread. False: the queue is full, or the agent is stopping.</summary>
    public bool Offer(T item)
    {
        Interlocked.Increment(ref _offered);
        if (_queue.TryWrite(item, 1))
        {
            if (Volatile.Read(ref _isFull) == 1 && Interlocked.Exchange(ref _isFull, 0) == 1)
            {
                LogHasRoom(_logger, Name);
            }

            return true;
        }

        if (_isComplete)
        {
            Count(SinkOutcome.Shutdown);
            return false;
        }

        Count(SinkOutcome.QueueFull);
        if (Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            LogFull(_logger, Name, _queue.Capacity);
        }

        return false;
    }

    public async Task RunAsync()
    {
        while (await _queue.WaitToReadAsync().ConfigureAwait(false))
        {
            // Not on the thread of whoever offered.
            await Task.Yield();
            while (_queue.TryRead(out var item))
            {
                Count(await DeliverAsync(item).ConfigureAwait(false));
            }
        }
    }

    public void Complete()
    {
        _isComplete = true;
        _queue.Complete();
    }

    public void Abort()
    {
        _isComplete = true;
        var left = Offered - Outcomes.Sum();
        _abort.Cancel();
        _queue.Abort();
        Interlocked.Add(ref _outcomes[(int)SinkOutcome.Shutdown], _queue.Abandoned);
        if (left > 0)
        {
            LogLeft(_logger, Name, left);
        }
    }

    public void Dispose() => _abort.Dispose();

    private async Task<SinkOutcome> DeliverAsync(T item)
    {
        var backoff = _backoff();
        for (var attempt = 1; !_abort.IsCancellationRequested; attempt++)
        {
            var delivery = await SinkAttempt.MakeAsync(_sink, item, AttemptTimeout, _time, _abort.Token).ConfigureAwait(false);
            if (_abort.IsCancellationRequested)
            {
                return delivery.Outcome == DeliveryOutcome.Delivered ? SinkOutcome.Delivered : SinkOutcome.Shutdown;
            }

            _voice.Say(delivery);
            if (delivery.Outcome != DeliveryOutcome.Retryable)
            {
                return delivery.Outcome == DeliveryOutcome.Delivered ? SinkOutcome.Delivered : SinkOutcome.Rejected;
            }

            if (attempt == MaxAttempts)
            {
                return SinkOutcome.GaveUp;
            }

            await PauseAsync(SinkAttempt.WaitFor(backoff.Next(TimeSpan.Zero), delivery.RetryAfter, MaxRetryAfter)).ConfigureAwait(false);
        }

        return SinkOutcome.Shutdown;
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, _time, _abort.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // There is no next attempt.
        }
    }

    private void Count(SinkOutcome outcome) => Interlocked.Increment(ref _outcomes[(int)outcome]);

    [LoggerMessage(2033, LogLevel.Warning, "{Name}: its queue of {Capacity} is full, the newest are dropped and counted in sink_items_total")]
    private static partial void LogFull(ILogger logger, string name, int capacity);

    [LoggerMessage(2034, LogLevel.Information, "{Name}: its queue has room again.")]
    private static partial void LogHasRoom(ILogger logger, string name);

    [LoggerMessage(2035, LogLevel.Error, "{Name}: {Items} were not delivered when the shutdown budget was spent.")]
    private static partial void LogLeft(ILogger logger, string name, long items);
}
