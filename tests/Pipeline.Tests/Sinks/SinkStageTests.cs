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
    public void A_full_queue_drops_the_newest_counts_it_and_never_makes_anybody_wait()
    {
        using var stage = Stage(new ScriptedSink(), capacity: 2);

        Assert.Equal([true, true, false], new[] { stage.Offer("a"), stage.Offer("b"), stage.Offer("c") });
        Assert.Equal(1, Of(stage, SinkOutcome.QueueFull));
    }

    [Fact]
    public async Task What_the_shutdown_budget_does_not_allow_is_counted()
    {
        var time = new ManualTime();
        using var stage = Stage(new ScriptedSink(Delivery.Retryable("down", TimeSpan.FromHours(1))), time);
        stage.Offer("a");
        stage.Offer("b");
        var run = stage.RunAsync();
        await time.SeeWaitAsync(TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TestContext.Current.CancellationToken);

        stage.Abort();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(2, stage.Outcomes.Sum());
        Assert.True(Of(stage, SinkOutcome.Shutdown) >= 1);
    }

    private static SinkStage<string> Stage(ScriptedSink sink, TimeProvider? time = null, int capacity = 16, Func<Backoff>? backoff = null) =>
        new(sink, capacity, backoff ?? (() => Backoff.Standard(new Random(1))), time ?? TimeProvider.System, NullLogger.Instance);

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

        public Task<Delivery> DeliverAsync(string item, CancellationToken stop)
        {
            Attempts.Add(item);
            var turn = Attempts.Count - (ThrowsFirst ? 2 : 1);
            return turn < 0 ? throw new IOException("broken") : Task.FromResult(turn < answers.Length ? answers[turn] : Delivery.Delivered);
        }
    }
}
