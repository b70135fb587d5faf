using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Stages;

/// <summary>The loop around attribution: takes changes of the cluster before each batch, lets flows of pods not known yet wait,
/// and hands the rest, calls, and what the platform tells to the fan-out. One task, the only one that touches the attributor; no locks.</summary>
/// <param name="closing">Awaited when the last flow has gone out, before the branches are completed: others who write to them end here.</param>
internal sealed class AttributeStage(
    BatchAttribution attribution,
    CallAttribution callAttribution,
    PlatformAttribution platformAttribution,
    BoundedQueue<FlowBatch> batches,
    BoundedQueue<CallBatch> calls,
    BoundedQueue<PlatformBatch> platform,
    BoundedQueue<ClusterChange> changes,
    FanOut fanOut,
    TimeProvider time,
    Func<Task>? closing = null)
{
    private long _busyTicks;

    /// <summary>Time spent on attributing batches.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Volatile.Read(ref _busyTicks));

    /// <summary>Runs until the queues of flows, calls and the platform are complete and empty; then answers what still waits, for good, and completes the
    /// queues behind it.</summary>
    public async Task RunAsync()
    {
        var flowSignal = new ReadySignal(batches.WaitToReadAsync);
        var callSignal = new ReadySignal(calls.WaitToReadAsync);
        var platformSignal = new ReadySignal(platform.WaitToReadAsync);
        var changeSignal = new ReadySignal(changes.WaitToReadAsync);
        var aside = new StepAside();
        while (!flowSignal.IsOver || !callSignal.IsOver || !platformSignal.IsOver)
        {
            await TakeChangesAsync().ConfigureAwait(false);
            await SendAsync(attribution.ReleaseExpired(Now())).ConfigureAwait(false);
            var hasFlows = batches.TryRead(out var batch);
            var hasCalls = calls.TryRead(out var callBatch);
            var hasPlatform = platform.TryRead(out var platformBatch);
            if (hasFlows || hasCalls || hasPlatform)
            {
                if (aside.IsDue((hasFlows ? batch.Count : 0) + (hasCalls ? StepAside.Weight(callBatch) : 0) + (hasPlatform ? platformBatch.Count : 0)))
                {
                    await Task.Yield();
                }

                await TakeAsync(hasFlows ? batch : null, hasCalls ? callBatch : null, hasPlatform ? platformBatch : null).ConfigureAwait(false);
                continue;
            }

            await WaitForWorkAsync([flowSignal, callSignal, platformSignal], changeSignal).ConfigureAwait(false);
            aside.Woken();
            await flowSignal.SettleAsync().ConfigureAwait(false);
            await callSignal.SettleAsync().ConfigureAwait(false);
            await platformSignal.SettleAsync().ConfigureAwait(false);
            await changeSignal.SettleAsync().ConfigureAwait(false);
        }

        await TakeChangesAsync().ConfigureAwait(false);
        await SendAsync(attribution.ReleaseAll()).ConfigureAwait(false);
        await (closing?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        fanOut.Complete();
    }

    private async ValueTask TakeAsync(FlowBatch? batch, CallBatch? callBatch, PlatformBatch? platformBatch)
    {
        // Attributed before anything is awaited: what was read is in the books even when the agent gives up draining.
        var started = time.GetTimestamp();
        var attributed = batch is null ? [] : attribution.Attribute(batch, Now());
        var attributedCalls = callBatch is null ? null : callAttribution.Attribute(callBatch);
        var attributedPlatform = platformBatch is null ? null : platformAttribution.Attribute(platformBatch);
        Volatile.Write(ref _busyTicks, _busyTicks + time.GetElapsedTime(started).Ticks);
        await SendAsync(attributed).ConfigureAwait(false);
        if (attributedCalls is not null)
        {
            await fanOut.WriteAsync(attributedCalls).ConfigureAwait(false);
        }

        if (attributedPlatform is not null)
        {
            await fanOut.WriteAsync(attributedPlatform).ConfigureAwait(false);
        }
    }

    private async Task WaitForWorkAsync(ReadySignal[] inputs, ReadySignal changeSignal)
    {
        // Two tasks are waited for more cheaply than three, and most agents listen to no calls and no platform.
        Task[] open = [.. inputs.Where(signal => !signal.IsOver).Select(signal => signal.Ready)];
        var input = open switch { [] => inputs[0].Ready, [var only] => only, _ => Task.WhenAny(open) };
        if (attribution.NextDeadline is not { } deadline)
        {
            await Task.WhenAny(input, changeSignal.Ready).ConfigureAwait(false);
            return;
        }

        var left = deadline.Since(Now());
        using var enough = new CancellationTokenSource();
        var timer = Task.Delay(left > TimeSpan.Zero ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.Zero, time, enough.Token);
        await Task.WhenAny(input, changeSignal.Ready, timer).ConfigureAwait(false);
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
