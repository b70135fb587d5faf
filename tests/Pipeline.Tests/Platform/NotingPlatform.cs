using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Pipeline.Tests.Platform;

/// <summary>Keeps the ids of the actions that it is shown; waits at its gate first, if it has one.</summary>
internal sealed class NotingPlatform(string name) : IPlatformConsumer
{
    private int _batches;

    public string Name => name;

    public int FailOn { get; init; } = -1;

    public TaskCompletionSource? Gate { get; init; }

    public List<string> Ids { get; } = [];

    public void Observe(AttributedBatch batch)
    {
    }

    public void Observe(AttributedPlatformBatch batch)
    {
        Gate?.Task.GetAwaiter().GetResult();
        if (++_batches == FailOn)
        {
            throw new InvalidOperationException("Consumer is ill.");
        }

        Ids.AddRange(batch.Events.Select(one => one.Event is PlatformAction action ? action.Id : one.Event.GetType().Name));
    }
}
