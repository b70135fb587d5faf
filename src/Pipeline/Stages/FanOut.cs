using Windsock.Model.Calls;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Pipeline.Stages;

/// <summary>Gives every batch to every consumer. A consumer whose queue is full makes the whole agent wait: nothing is lost
/// inside it, Hubble's own ring drops and says how many.</summary>
internal sealed class FanOut(IReadOnlyList<ConsumerStage> consumers)
{
    public async ValueTask WriteAsync(AttributedBatch batch)
    {
        for (var i = 0; i < consumers.Count; i++)
        {
            await consumers[i].WriteAsync(batch).ConfigureAwait(false);
        }
    }

    /// <summary>To those who mind calls, behind the flows that came before them.</summary>
    public async ValueTask WriteAsync(AttributedCalls calls)
    {
        for (var i = 0; i < consumers.Count; i++)
        {
            await consumers[i].WriteAsync(calls).ConfigureAwait(false);
        }
    }

    /// <summary>To those who mind the platform, behind what came before it.</summary>
    public async ValueTask WriteAsync(AttributedPlatformBatch batch)
    {
        for (var i = 0; i < consumers.Count; i++)
        {
            await consumers[i].WriteAsync(batch).ConfigureAwait(false);
        }
    }

    /// <summary>To those who want to know, behind the batches that came before it.</summary>
    public async ValueTask WriteAsync(TaskFact fact)
    {
        for (var i = 0; i < consumers.Count; i++)
        {
            await consumers[i].WriteAsync(fact).ConfigureAwait(false);
        }
    }

    public void Complete()
    {
        foreach (var consumer in consumers)
        {
            consumer.Queue.Complete();
        }
    }
}
