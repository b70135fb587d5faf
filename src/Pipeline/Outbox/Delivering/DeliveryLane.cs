using Microsoft.Extensions.Logging;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sinks;

namespace Windsock.Pipeline.Outbox.Delivering;

/// <summary>Brings what waits for one sink to it, one attempt at a time, until it is taken, rejected or too old.</summary>
internal sealed partial class DeliveryLane<T>
    where T : class
{
    /// <summary>The longest wait that a receiver can impose.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(15);

    private readonly int _lane;
    private readonly ISink<T> _sink;
    private readonly LaneSurroundings<T> _around;
    private readonly AttemptCounts _counts;
    private readonly WakeSignal _wake = new();
    private readonly CircuitBreaker _circuit;
    private readonly SinkVoice _voice;
    private readonly long _origin;
    private volatile bool _isComplete;

    /// <param name="lane">Its bit.</param>
    public DeliveryLane(int lane, ISink<T> sink, AttemptCounts counts, LaneSurroundings<T> around)
    {
        (_lane, _sink, _around, _counts) = (lane, sink, around, counts);
        _circuit = new CircuitBreaker(around.Options.CircuitFailures, Random.Shared);
        _voice = new SinkVoice(sink.Name, around.Logger);
        _origin = around.Time.GetTimestamp();
    }

    private TimeSpan Uptime => _around.Time.GetElapsedTime(_origin);

    /// <summary>There may be something for it.</summary>
    public void Wake() => _wake.Set();

    /// <summary>Nothing more will come.</summary>
    public void Complete()
    {
        _isComplete = true;
        _wake.Set();
    }

    /// <summary>Until it is complete and nothing can be done any more, or it is asked to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            BuryOld();
            var now = Uptime;
            var pause = _circuit.WaitAt(now);
            var (entry, attempt, at) = pause > TimeSpan.Zero ? (null, 0, now + pause) : _around.Book.Next(_lane, now, isProbe: _circuit.IsOpen);
            if (entry is not null)
            {
                await TryAsync(entry, attempt, stop).ConfigureAwait(false);
                continue;
            }

            if (_isComplete && (_around.IsDurable() || _around.Book.WaitingFor(_lane) == 0))
            {
                return;
            }

            await _wake.WaitAsync(at - now, _around.Time, stop).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(OutboxEntry entry, int attempt, CancellationToken stop)
    {
        T message;
        try
        {
            message = _around.Codec.Decode(entry.Payload);
        }
#pragma warning disable CA1031 // Whatever is wrong with it will be wrong the next time.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Reject(entry, $"the message cannot be read: {failure.Message}");
            return;
        }

        var delivery = await SinkAttempt.MakeAsync(_sink, message, _around.Options.AttemptTimeout, _around.Time, stop).ConfigureAwait(false);
        if (stop.IsCancellationRequested && delivery.Outcome == DeliveryOutcome.Retryable)
        {
            // Nobody knows how it would have ended.
            _around.Book.Postpone(_lane, entry, TimeSpan.Zero);
            return;
        }

        _counts.Of(delivery.Outcome).Add();
        _voice.Say(delivery);
        if (delivery.Outcome == DeliveryOutcome.Retryable)
        {
            Postpone(entry, attempt, delivery.RetryAfter);
            return;
        }

        if (_circuit.Succeed())
        {
            _counts.IsCircuitOpen = false;
            _around.Book.EndWaits(_lane);
            LogClosed(_around.Logger, _sink.Name);
        }

        if (delivery.Outcome == DeliveryOutcome.Rejected)
        {
            Reject(entry, delivery.Why);
            return;
        }

        End(entry, AckOutcome.Delivered);
    }

    private void Postpone(OutboxEntry entry, int attempt, TimeSpan? asked)
    {
        var now = Uptime;
        if (_circuit.Fail(now, SinkAttempt.WaitFor(TimeSpan.Zero, asked, MaxRetryAfter)))
        {
            _counts.IsCircuitOpen = true;
            LogOpened(_around.Logger, _sink.Name, _around.Options.CircuitFailures);
        }

        _around.Book.Postpone(_lane, entry, now + RetryWait.After(attempt, Random.Shared));
    }

    private void BuryOld()
    {
        var now = _around.Time.GetUtcNow();
        while (_around.Book.TakeOlder(_lane, now - _around.Options.MaxAge) is { } old)
        {
            _around.DeadLetters.Write(now, _sink.Name, old, "too_old", $"not delivered within {_around.Options.MaxAge}");
            End(old, AckOutcome.TooOld);
        }
    }

    private void Reject(OutboxEntry entry, string why)
    {
        _around.DeadLetters.Write(_around.Time.GetUtcNow(), _sink.Name, entry, "rejected", why);
        End(entry, AckOutcome.Rejected);
    }

    private void End(OutboxEntry entry, AckOutcome outcome)
    {
        _around.Book.End(_lane, entry, outcome);
        _around.OnEnded();
    }

    [LoggerMessage(2071, LogLevel.Warning, "{Sink}: {Failures} attempts in a row failed; it is left alone and probed with one message at a time, less and less often.")]
    private static partial void LogOpened(ILogger logger, string sink, int failures);

    [LoggerMessage(2072, LogLevel.Information, "{Sink}: answers again, what waits for it is delivered.")]
    private static partial void LogClosed(ILogger logger, string sink);
}
