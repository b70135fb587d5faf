using Windsock.Model.Identity;

namespace Windsock.Pipeline.Stages;

/// <summary>Gives every batch to every consumer. A consumer whose queue is full makes the whole agent wait: nothing is lost
/// inside it, Hubble's own ring drops and says how many.</summary>
internal sealed class FanOut(IReadOnlyList<ConsumerStage> consumers)
{
    public async ValueTask WriteAsync(AttributedBatch batch)
    {
        for (var i = 0; i < consumers.Count; i++)
        {
            await consumers[i].Queue.WriteAsync(batch, batch.Count).ConfigureAwait(false);
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
