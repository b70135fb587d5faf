using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Supervision;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Sinks;

public class SinkStageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_is_offered_is_delivered_in_order_and_counted()
    {
        var sink = new ScriptedSink();
        using var stage = Stage(sink);
        foreach (var item in new[] { "a", "b", "c" })
        {
            Assert.True(stage.Offer(item));
        }

        await RunToEndAsync(stage);

        Assert.Equal(["a", "b", "c"], sink.Attempts);
        Assert.Equal(3, Of(stage, SinkOutcome.Delivered));
    }

    [Fact]
    public async Task A_retryable_failure_is_tried_again_after_the_time_the_receiver_asked_for()
    {
        var time = new ManualTime();
        var sink = new ScriptedSink(Delivery.Retryable("busy", TimeSpan.FromSeconds(7)), Delivery.Retryable("busy"));
        using var stage = Stage(sink, time);
        stage.Offer("a");
        stage.Complete();
        var run = stage.RunAsync();

        Assert.Equal(TimeSpan.FromSeconds(7), await time.SeeWaitAsync(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(7));
        await time.SeeWaitAsync(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(1));
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(["a", "a", "a"], sink.Attempts);
        Assert.Equal(1, Of(stage, SinkOutcome.Delivered));
    }

    [Fact]
    public async Task However_long_the_receiver_asks_to_wait_it_is_a_minute_at_most()
    {
        var time = new ManualTime();
        var sink = new ScriptedSink(Delivery.Retryable("busy", TimeSpan.FromSeconds(int.MaxValue)), Delivery.Retryable("busy", TimeSpan.Zero));
        using var stage = Stage(sink, time);
        stage.Offer("a");
        stage.Complete();
        var run = stage.RunAsync();

        await time.PassWaitAsync(TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(61), TestContext.Current.CancellationToken);

        // And no attempt follows another at once.
        await time.PassWaitAsync(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(1, Of(stage, SinkOutcome.Delivered));
    }

    [Fact]
    public async Task A_rejection_is_final_and_the_next_item_gets_its_turn()
    {
        var sink = new ScriptedSink(Delivery.Rejected("no right"));
        using var stage = Stage(sink);
        stage.Offer("a");
        stage.Offer("b");

        await RunToEndAsync(stage);

        Assert.Equal(["a", "b"], sink.Attempts);
        Assert.Equal((1, 1), (Of(stage, SinkOutcome.Rejected), Of(stage, SinkOutcome.Delivered)));
    }

    [Fact]
    public async Task After_eight_attempts_an_item_is_given_up_and_an_exception_is_an_attempt()
    {
        var sink = new ScriptedSink([.. Enumerable.Repeat(Delivery.Retryable("down"), 7)]) { ThrowsFirst = true };
        using var stage = Stage(sink, backoff: () => new Backoff(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(1), new Random(1)));
        stage.Offer("a");

        await RunToEndAsync(stage);

        Assert.Equal(8, sink.Attempts.Count);
        Assert.Equal(1, Of(stage, SinkOutcome.GaveUp));
    }

    [Fact]
    public async Task A_full_queue_drops_the_newest_counts_it_says_it_once_and_never_makes_anybody_wait()
    {
        var log = new LineLog();
        using var stage = Stage(new ScriptedSink(), capacity: 2, log: log);

        Assert.Equal([true, true, false, false], new[] { stage.Offer("a"), stage.Offer("b"), stage.Offer("c"), stage.Offer("d") });
        Assert.Equal(2, Of(stage, SinkOutcome.QueueFull));
        Assert.Contains("queue of 2 is full", Assert.Single(log.Lines), StringComparison.Ordinal);

        await RunToEndAsync(stage);
        Assert.Equal((4, 4), (stage.Offered, stage.Outcomes.Sum()));
    }

    [Fact]
    public async Task Room_in_the_queue_is_said_once_after_it_was_full()
    {
        var log = new LineLog();
        var gate = new TaskCompletionSource<Delivery>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stage = Stage(new ScriptedSink { First = gate.Task }, capacity: 1, log: log);
        var run = stage.RunAsync();
        stage.Offer("a");
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Offer("b")), Patience, "room behind the item that is being delivered");
        Assert.False(stage.Offer("c"));
        gate.SetResult(Delivery.Delivered);
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Offer("d")), Patience, "room");
        stage.Complete();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal("scripted: its queue has room again.", log.Lines[^1]);
    }

    [Fact]
    public async Task A_failure_is_said_when_its_text_changes_and_so_is_the_recovery()
    {
        var log = new LineLog();
        using var stage = Stage(new ScriptedSink(Delivery.Rejected("no right"), Delivery.Rejected("no right"), Delivery.Rejected("too long")), log: log);
        foreach (var item in new[] { "a", "b", "c", "d" })
        {
            stage.Offer(item);
        }

        await RunToEndAsync(stage);

        Assert.Equal(
            ["scripted: no right; said again only when the text changes", "scripted: too long; said again only when the text changes", "scripted: delivers again."],
            log.Lines);
    }

    [Fact]
    public async Task An_attempt_without_an_end_is_over_after_half_a_minute()
    {
        var time = new ManualTime();
        var sink = new ScriptedSink { First = new TaskCompletionSource<Delivery>().Task };
        using var stage = Stage(sink, time);
        stage.Offer("a");
        stage.Complete();
        var run = stage.RunAsync();

        await time.PassWaitAsync(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(31), TestContext.Current.CancellationToken);
        await time.PassWaitAsync(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(2, sink.Attempts.Count);
        Assert.Equal(1, Of(stage, SinkOutcome.Delivered));
    }

    [Fact]
    public void What_is_offered_after_the_end_is_a_matter_of_the_shutdown()
    {
        using var stage = Stage(new ScriptedSink());
        stage.Complete();

        Assert.False(stage.Offer("late"));
        Assert.Equal(1, Of(stage, SinkOutcome.Shutdown));
    }

    [Fact]
    public async Task What_the_shutdown_budget_does_not_allow_is_counted_and_said_once()
    {
        var time = new ManualTime();
        var log = new LineLog();
        using var stage = Stage(new ScriptedSink(Delivery.Retryable("down", TimeSpan.FromSeconds(50))), time, log: log);
        stage.Offer("a");
        stage.Offer("b");
        stage.Offer("c");
        var run = stage.RunAsync();
        await time.SeeWaitAsync(TimeSpan.FromSeconds(49), TimeSpan.FromSeconds(51), TestContext.Current.CancellationToken);

        stage.Abort();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((3, 3), (stage.Offered, Of(stage, SinkOutcome.Shutdown)));
        Assert.Equal("scripted: 3 were not delivered when the shutdown budget was spent.", log.Lines[^1]);
    }

    private static SinkStage<string> Stage(ScriptedSink sink, TimeProvider? time = null, int capacity = 16, Func<Backoff>? backoff = null, ILogger? log = null) =>
        new(sink, capacity, backoff ?? (() => Backoff.Standard(new Random(1))), time ?? TimeProvider.System, log ?? NullLogger.Instance);

    private static async Task RunToEndAsync(SinkStage<string> stage)
    {
        stage.Complete();
        await stage.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static long Of(SinkStage<string> stage, SinkOutcome outcome) => stage.Outcomes[(int)outcome];

    /// <summary>Answers as told, then delivers.</summary>
    private sealed class ScriptedSink(params Delivery[] answers) : ISink<string>
    {
        public string Name => "scripted";

        public List<string> Attempts { get; } = [];

        public bool ThrowsFirst { get; init; }

        /// <summary>The first answer, when it comes; it heeds the stop.</summary>
        public Task<Delivery>? First { get; init; }

        public Task<Delivery> DeliverAsync(string item, CancellationToken stop)
        {
            Attempts.Add(item);
            if (First is not null && Attempts.Count == 1)
            {
                return First.WaitAsync(stop);
            }

            var turn = Attempts.Count - (ThrowsFirst ? 2 : 1);
            return turn < 0 ? throw new IOException("broken") : Task.FromResult(turn < answers.Length ? answers[turn] : Delivery.Delivered);
        }
    }
}
