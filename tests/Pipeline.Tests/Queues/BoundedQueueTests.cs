using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Tests.Queues;

public class BoundedQueueTests
{
    [Fact]
    public async Task A_writer_waits_while_the_queue_is_full_and_goes_on_when_there_is_room()
    {
        var queue = new BoundedQueue<string>("test", 1, singleWriter: true);
        await queue.WriteAsync("a", 3);
        var waiting = queue.WriteAsync("b", 4);
        Assert.False(waiting.IsCompleted);

        Assert.True(queue.TryRead(out var first));
        await waiting;

        Assert.Equal("a", first);
        Assert.True(queue.TryRead(out var second));
        Assert.Equal("b", second);
        Assert.Equal((7, 7, 0), (queue.Written, queue.Read, queue.Abandoned));
    }

    [Fact]
    public async Task A_completed_queue_is_drained_before_it_ends()
    {
        var queue = new BoundedQueue<string>("test", 4, singleWriter: true);
        await queue.WriteAsync("a", 1);
        queue.Complete();

        Assert.True(await queue.WaitToReadAsync());
        Assert.True(queue.TryRead(out _));
        Assert.False(await queue.WaitToReadAsync());
    }

    [Fact]
    public async Task An_abort_counts_what_was_queued_and_what_a_writer_still_held()
    {
        var queue = new BoundedQueue<string>("test", 1, singleWriter: true);
        await queue.WriteAsync("a", 3);
        var waiting = queue.WriteAsync("b", 4);

        queue.Abort();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await waiting);
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await queue.WriteAsync("c", 5));
        Assert.Equal((12, 0, 12), (queue.Written, queue.Read, queue.Abandoned));
    }
}
