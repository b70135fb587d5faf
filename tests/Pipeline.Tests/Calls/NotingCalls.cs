using Windsock.Model.Calls;
using Windsock.Model.Identity;

namespace Windsock.Pipeline.Tests.Calls;

/// <summary>Counts the calls that it is shown; waits at its gate first, if it has one.</summary>
internal sealed class NotingCalls(string name) : ICallConsumer
{
    private int _batches;

    public string Name => name;

    public int FailOn { get; init; } = -1;

    public TaskCompletionSource? Gate { get; init; }

    public long Calls { get; private set; }

    public void Observe(AttributedBatch batch)
    {
    }

    public void Observe(AttributedCalls calls)
    {
        Gate?.Task.GetAwaiter().GetResult();
        if (++_batches == FailOn)
        {
            throw new InvalidOperationException("Consumer is ill.");
        }

        Calls += calls.Calls.Length;
    }
}
