using Microsoft.Extensions.Logging;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Stages;

/// <summary>One branch behind the fan-out: its queue, its loop and its books, <c>in = done + dropped</c>.</summary>
public sealed partial class ConsumerStage
{
    /// <summary>How often a branch that keeps an eye on time is told of it; well under the second it was promised.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    private readonly IFlowConsumer _consumer;
    private readonly ITaskObserver? _observer;
    private readonly ICallConsumer? _callConsumer;
    private readonly IPlatformConsumer? _platformConsumer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private long _done;
    private long _failed;
    private long _busyTicks;
    private long _lastBeat;
    private bool _isFailing;

    public ConsumerStage(IFlowConsumer consumer, int queueCapacity, TimeProvider time, ILogger logger)
    {
        _consumer = consumer;
        _observer = consumer as ITaskObserver;
        _callConsumer = consumer as ICallConsumer;
        _platformConsumer = consumer as IPlatformConsumer;
        _time = time;
        _logger = logger;
        _lastBeat = time.GetTimestamp();
        // The attribution stage writes, and whoever asks.
        Queue = new BoundedQueue<BranchItem>(consumer.Name, queueCapacity, singleWriter: false);
    }

    public string Name => _consumer.Name;

    /// <summary>Flows that entered this branch, including those that wait in its queue.</summary>
    public long In => Queue.Written;

    public long Done => Volatile.Read(ref _done);

    /// <summary>Flows of batches at which the consumer threw.</summary>
    public long Failed => Volatile.Read(ref _failed);

    /// <summary>Flows that an aborted shutdown left in the queue.</summary>
    public long Abandoned => Queue.Abandoned;

    /// <summary>The books of the calls that came this way; all zero for a branch that minds none.</summary>
    public CallBooks Calls { get; } = new();

    public bool MindsCalls => _callConsumer is not null;

    /// <summary>The books of the platform's events that came this way; all zero for a branch that minds none.</summary>
    public CallBooks PlatformEvents { get; } = new();

    public bool MindsPlatform => _platformConsumer is not null;

    /// <summary>Time spent in the consumer.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Volatile.Read(ref _busyTicks));

    internal BoundedQueue<BranchItem> Queue { get; }

    /// <summary>Runs <paramref name="question"/> on the consumer's own thread, between two batches: how others look at what it keeps.</summary>
    /// <exception cref="OperationCanceledException">The branch has ended, or <paramref name="stop"/>.</exception>
    public async Task<T> AskAsync<T>(Func<T> question, CancellationToken stop)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Queue.WriteAsync(new BranchQuestion(() => Answer(question, answer)), 0).AsTask().WaitAsync(stop).ConfigureAwait(false);
        return await answer.Task.WaitAsync(stop).ConfigureAwait(false);
    }

    internal ValueTask WriteAsync(AttributedBatch batch) => Queue.WriteAsync(new BranchFlows(batch), batch.Count);

    internal ValueTask WriteAsync(AttributedCalls calls) =>
        MindsCalls ? WriteAsync(new BranchCalls(calls), Calls, calls.Batch.Count) : ValueTask.CompletedTask;

    internal ValueTask WriteAsync(AttributedPlatformBatch batch) =>
        MindsPlatform ? WriteAsync(new BranchPlatform(batch), PlatformEvents, batch.Count) : ValueTask.CompletedTask;

    internal ValueTask WriteAsync(TaskFact fact) => _observer is null ? ValueTask.CompletedTask : Queue.WriteAsync(new BranchFact(fact), 0);

    /// <inheritdoc cref="BoundedQueue{T}.Abort"/>
    internal void Abort() => Queue.Abort(left =>
    {
        Calls.CountAbandoned((left as BranchCalls)?.Calls.Batch.Count ?? 0);
        PlatformEvents.CountAbandoned((left as BranchPlatform)?.Batch.Count ?? 0);
    });

    internal async Task RunAsync()
    {
        Task<bool>? ready = null;
        var aside = new StepAside();
        while (true)
        {
            while (Queue.TryRead(out var item))
            {
                if (aside.IsDue(Weight(item)))
                {
                    await Task.Yield();
                }

                Take(item);
                BeatIfDue();
            }

            ready ??= Queue.WaitToReadAsync().AsTask();
            var isReady = await IsReadyBeforeBeatAsync(ready).ConfigureAwait(false);
            aside.Woken();
            BeatIfDue();
            if (isReady)
            {
                if (!await ready.ConfigureAwait(false))
                {
                    Finish();
                    return;
                }

                ready = null;
            }
        }
    }

    private static int Weight(BranchItem item) => item switch
    {
        BranchFlows flows => flows.Batch.Count,
        BranchCalls calls => StepAside.Weight(calls.Calls.Batch),
        BranchPlatform platform => platform.Batch.Count,
        _ => 0,
    };

    private async ValueTask WriteAsync(BranchItem item, CallBooks books, int count)
    {
        books.CountIn(count);
        try
        {
            await Queue.WriteAsync(item, 0).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            books.CountAbandoned(count);
            throw;
        }
    }

    private void Finish()
    {
        if (_observer is { } observer)
        {
            Try(() => observer.Finish(Instant.FromDateTimeOffset(_time.GetUtcNow())), 0);
        }
    }

    private static void Answer<T>(Func<T> question, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.TrySetResult(question());
        }
#pragma warning disable CA1031 // The failure belongs to whoever asked.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            answer.TrySetException(failure);
        }
    }

    private async Task<bool> IsReadyBeforeBeatAsync(Task ready)
    {
        if (_observer is null)
        {
            await ready.ConfigureAwait(false);
        }

        if (ready.IsCompleted)
        {
            return true;
        }

        using var enough = new CancellationTokenSource();
        await Task.WhenAny(ready, Task.Delay(Beat, _time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        return ready.IsCompleted;
    }

    private void BeatIfDue()
    {
        if (_observer is { } observer && _time.GetElapsedTime(_lastBeat) >= Beat)
        {
            _lastBeat = _time.GetTimestamp();
            Try(() => observer.Advance(Instant.FromDateTimeOffset(_time.GetUtcNow())), 0);
        }
    }

    private void Take(BranchItem item)
    {
        switch (item)
        {
            case BranchFlows flows:
                Try(() => _consumer.Observe(flows.Batch), flows.Batch.Count);
                break;
            case BranchCalls calls:
                Take(() => _callConsumer!.Observe(calls.Calls), Calls, calls.Calls.Batch.Count);
                break;
            case BranchPlatform platform:
                Take(() => _platformConsumer!.Observe(platform.Batch), PlatformEvents, platform.Batch.Count);
                break;
            case BranchFact fact:
                Try(() => _observer!.Observe(fact.Fact), 0);
                break;
            case BranchQuestion question:
                question.Answer();
                break;
        }
    }

    private void Take(Action work, CallBooks books, int count)
    {
        if (Try(work, 0))
        {
            books.CountDone(count);
        }
        else
        {
            books.CountFailed(count);
        }
    }

    private bool Try(Action work, int flows)
    {
        var started = _time.GetTimestamp();
        var worked = false;
        try
        {
            work();
            worked = true;
            Volatile.Write(ref _done, _done + flows);
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
            Volatile.Write(ref _failed, _failed + flows);
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailed(_logger, failure, Name, flows);
            }
        }

        Volatile.Write(ref _busyTicks, _busyTicks + _time.GetElapsedTime(started).Ticks);
        return worked;
    }

    [LoggerMessage(2011, LogLevel.Error, "Consumer {Name} failed on a batch of {Flows} flows; they are counted as dropped. Said again after it has worked once.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string name, int flows);

    [LoggerMessage(2012, LogLevel.Information, "Consumer {Name} works again.")]
    private static partial void LogWorksAgain(ILogger logger, string name);
}
