using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Stages;

/// <summary>The loop around attribution: takes changes of the cluster before each batch, lets flows of pods not known yet wait,
/// and hands the rest to the fan-out. One task, the only one that touches the attributor; no locks.</summary>
/// <param name="closing">Awaited when the last flow has gone out, before the branches are completed: others who write to them end here.</param>
internal sealed class AttributeStage(
    BatchAttribution attribution,
    BoundedQueue<FlowBatch> batches,
    BoundedQueue<ClusterChange> changes,
    FanOut fanOut,
    TimeProvider time,
    Func<Task>? closing = null)
{
    private long _busyTicks;

    /// <summary>Time spent on attributing batches.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Volatile.Read(ref _busyTicks));

    /// <summary>Runs until the queue of batches is complete and empty; then answers what still waits, for good, and completes the
    /// queues behind it.</summary>
    public async Task RunAsync()
    {
        Task<bool>? batchReady = null;
        Task<bool>? changeReady = null;
        var aside = new StepAside();
        while (true)
        {
            await TakeChangesAsync().ConfigureAwait(false);
            await SendAsync(attribution.ReleaseExpired(Now())).ConfigureAwait(false);
            if (batches.TryRead(out var batch))
            {
                if (aside.IsDue(batch.Count))
                {
                    await Task.Yield();
                }

                var started = time.GetTimestamp();
                var attributed = attribution.Attribute(batch, Now());
                Volatile.Write(ref _busyTicks, _busyTicks + time.GetElapsedTime(started).Ticks);
                await SendAsync(attributed).ConfigureAwait(false);
                continue;
            }

            batchReady ??= batches.WaitToReadAsync().AsTask();
            changeReady ??= changes.WaitToReadAsync().AsTask();
            await WaitForWorkAsync(batchReady, changeReady).ConfigureAwait(false);
            aside.Woken();
            if (batchReady.IsCompleted)
            {
                if (!await batchReady.ConfigureAwait(false))
                {
                    break;
                }

                batchReady = null;
            }

            if (changeReady.IsCompleted)
            {
                // A completed queue of changes never becomes ready again: from then on only batches wake the loop.
                changeReady = await changeReady.ConfigureAwait(false) ? null : new TaskCompletionSource<bool>().Task;
            }
        }

        await TakeChangesAsync().ConfigureAwait(false);
        await SendAsync(attribution.ReleaseAll()).ConfigureAwait(false);
        await (closing?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        fanOut.Complete();
    }

    private async Task WaitForWorkAsync(Task batchReady, Task changeReady)
    {
        if (attribution.NextDeadline is not { } deadline)
        {
            await Task.WhenAny(batchReady, changeReady).ConfigureAwait(false);
            return;
        }

        var left = deadline.Since(Now());
        using var enough = new CancellationTokenSource();
        var timer = Task.Delay(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, time, enough.Token);
        await Task.WhenAny(batchReady, changeReady, timer).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
    }

    private async ValueTask TakeChangesAsync()
    {
        while (changes.TryRead(out var change))
        {
            if (attribution.Apply(change) is { } fact)
            {
                await fanOut.WriteAsync(fact).ConfigureAwait(false);
            }
        }

        await SendAsync(attribution.ReleaseResolved()).ConfigureAwait(false);
    }

    private async ValueTask SendAsync(IReadOnlyList<AttributedBatch> attributed)
    {
        for (var i = 0; i < attributed.Count; i++)
        {
            await fanOut.WriteAsync(attributed[i]).ConfigureAwait(false);
        }
    }

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
