using Windsock.Agent.Simulation.HubbleServer;

namespace Windsock.Agent.Tests.Simulation;

public sealed class FlowRingTests
{
    [Fact]
    public void The_oldest_event_is_overwritten()
    {
        var ring = new FlowRing(4);
        for (var sequence = 0; sequence < 6; sequence++)
        {
            ring.Append(new RingEntry(sequence, SomeWorld.Noon, null, null, []));
        }

        Assert.Equal(2, ring.Oldest);
        Assert.Null(ring.At(1));
        Assert.Equal(2, ring.At(2)!.Sequence);
        Assert.Equal(5, ring.At(5)!.Sequence);
        Assert.Null(ring.At(6));
    }

    [Fact]
    public async Task Publishing_wakes_whoever_waits()
    {
        var ring = new FlowRing(4);
        var changed = ring.Changed;
        Assert.False(changed.IsCompleted);

        ring.Publish();

        await changed.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.False(ring.Changed.IsCompleted);
    }
}
