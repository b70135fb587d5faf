using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.Sinks;

/// <summary>The queue, the retries and the books around one sink. Whoever offers never waits: a full queue drops the newest and
/// counts it. One item after the other; the first failure is logged, then the recovery.</summary>
public sealed partial class SinkStage<T> : ISinkStage
    where T : class
{
    /// <summary>With the standard backoff about a minute: what cannot be delivered in that time is old news.</summary>
    private const int MaxAttempts = 8;

    private readonly ISink<T> _sink;
    private readonly BoundedQueue<T> _queue;
    private readonly Func<Backoff> _backoff;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _abort = new();
    private readonly long[] _outcomes = new long[Enum.GetValues<SinkOutcome>().Length];
    private string _lastFailure = "";

    /// <param name="capacity">Items that may wait.</param>
    /// <param name="backoff">Makes the waits between the attempts of one item.</param>
    public SinkStage(ISink<T> sink, int capacity, Func<Backoff> backoff, TimeProvider time, ILogger logger)
    {
        (_sink, _backoff, _time, _logger) = (sink, backoff, time, logger);
        _queue = new BoundedQueue<T>(sink.Name, capacity, singleWriter: false);
    }

    public string Name => _sink.Name;

    public ImmutableArray<long> Outcomes => [.. _outcomes.Select((_, i) => Volatile.Read(ref _outcomes[i]))];

    /// <summary>From any thread. False: the queue is full, or the agent is stopping.</summary>
    public bool Offer(T item)
    {
        if (_queue.TryWrite(item, 1))
        {
            return true;
        }

        Count(SinkOutcome.QueueFull);
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

    public void Complete() => _queue.Complete();

    public void Abort()
    {
        _abort.Cancel();
        _queue.Abort();
        Interlocked.Add(ref _outcomes[(int)SinkOutcome.Shutdown], _queue.Abandoned);
    }

    public void Dispose() => _abort.Dispose();

    private async Task<SinkOutcome> DeliverAsync(T item)
    {
        var backoff = _backoff();
        for (var attempt = 1; ; attempt++)
        {
            var delivery = await AttemptAsync(item).ConfigureAwait(false);
            if (_abort.IsCancellationRequested)
            {
                return delivery.Outcome == DeliveryOutcome.Delivered ? SinkOutcome.Delivered : SinkOutcome.Shutdown;
            }

            Say(delivery);
            if (delivery.Outcome != DeliveryOutcome.Retryable)
            {
                return delivery.Outcome == DeliveryOutcome.Delivered ? SinkOutcome.Delivered : SinkOutcome.Rejected;
            }

            if (attempt == MaxAttempts)
            {
                return SinkOutcome.GaveUp;
            }

            await PauseAsync(delivery.RetryAfter ?? backoff.Next(TimeSpan.Zero)).ConfigureAwait(false);
        }
    }

    private async Task<Delivery> AttemptAsync(T item)
    {
        try
        {
            return await _sink.DeliverAsync(item, _abort.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A sink's failure costs an attempt, and nothing else.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Delivery.Retryable(failure.Message);
        }
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, _time, _abort.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The next attempt sees it.
        }
    }

    private void Say(in Delivery delivery)
    {
        if (delivery.Outcome == DeliveryOutcome.Delivered)
        {
            if (_lastFailure.Length > 0)
            {
                _lastFailure = "";
                LogRecovered(_logger, Name);
            }
        }
        else if (delivery.Why != _lastFailure)
        {
            _lastFailure = delivery.Why;
            LogFailed(_logger, Name, delivery.Why);
        }
    }

    private void Count(SinkOutcome outcome) => Interlocked.Increment(ref _outcomes[(int)outcome]);

    [LoggerMessage(2031, LogLevel.Warning, "{Name}: {Failure}; said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string name, string failure);

    [LoggerMessage(2032, LogLevel.Information, "{Name}: delivers again.")]
    private static partial void LogRecovered(ILogger logger, string name);
}
