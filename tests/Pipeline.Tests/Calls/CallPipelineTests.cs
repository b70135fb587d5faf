using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Calls;
using Windsock.Model.Identity;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Calls;

public class CallPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Calls_reach_the_consumers_that_mind_them_and_the_books_agree()
    {
        var (minds, plain) = (new NotingCalls("minds"), new PlainConsumer("plain"));
        using var pipeline = Build(new ScriptedCalls(Batches(10, 5)), capacity: 64, Patience, minds, plain);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(50, minds.Calls);
        Assert.Equal((50, 50, 0), (pipeline.CallLedgers[0].Received, pipeline.CallLedgers[0].Decoded, pipeline.CallLedgers[0].Dropped));
        Assert.Equal(50, pipeline.CallAttribution.Of(AttributionKind.Task, AttributionClass.Exact));
        Assert.Equal((50, 50), (pipeline.Consumers[0].Calls.In, pipeline.Consumers[0].Calls.Done));
        Assert.Equal((0, false), (pipeline.Consumers[1].Calls.In, pipeline.Consumers[1].MindsCalls));
    }

    [Fact]
    public async Task Calls_are_not_counted_as_flows()
    {
        using var pipeline = Build(new ScriptedCalls(Batches(3, 2)), capacity: 64, Patience, new NotingCalls("minds"));

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((0, 0, 0), (pipeline.Attribution.Total, pipeline.Consumers[0].In, pipeline.Consumers[0].Done));
    }

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_never_holds_up_the_receiver()
    {
        var stuck = new NotingCalls("stuck") { Gate = new TaskCompletionSource() };
        var source = new ScriptedCalls(Batches(200, 7));
        using var pipeline = Build(source, capacity: 2, Patience, stuck);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);

        // All were written although nobody takes any.
        await source.Written.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var refused = source.Refused;
        stuck.Gate.SetResult();
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var ledger = pipeline.CallLedgers[0];
        Assert.True(refused > 100, $"{refused} of 200 batches were refused");
        Assert.Equal((1_400, refused * 7), (ledger.Decoded, ledger.DroppedBecause(CallDrop.QueueFull)));
        Assert.Equal(ledger.Decoded, pipeline.CallAttribution.Total + ledger.Dropped);
        Assert.Equal(pipeline.CallAttribution.Total, stuck.Calls);
    }

    [Fact]
    public async Task What_was_taken_before_a_stop_still_reaches_the_consumers()
    {
        var minds = new NotingCalls("minds") { Gate = new TaskCompletionSource() };
        var source = new ScriptedCalls(Batches(20, 3)) { Stays = true, LastWord = Batch(4) };
        using var pipeline = Build(source, capacity: 64, Patience, minds);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await source.Written.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var stopped = pipeline.StopAsync(CancellationToken.None);
        minds.Gate.SetResult();
        await stopped.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(64, minds.Calls);
        Assert.True(pipeline.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_stop_without_time_to_drain_counts_every_call_it_drops()
    {
        var stuck = new NotingCalls("stuck") { Gate = new TaskCompletionSource() };

        // Batches so full that each stage works on its own thread.
        var source = new ScriptedCalls(Batches(40, 100)) { Stays = true };
        using var pipeline = Build(source, capacity: 64, TimeSpan.Zero, stuck);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await source.Written.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var books = pipeline.Consumers[0].Calls;

        // One batch in the consumer, two in its queue, and one that waits for room.
        await Eventually.HoldsAsync(() => Task.FromResult(books.In == 400), Patience, "a full queue in front of the consumer");

        await pipeline.StopAsync(CancellationToken.None);
        stuck.Gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken));
        var late = source.Writer!.TryWrite(Batch(2));

        var ledger = pipeline.CallLedgers[0];
        Assert.Equal((400, 100, 300), (books.In, books.Done, books.Abandoned));
        Assert.Equal((false, 4_002, 2), (late, ledger.Decoded, ledger.DroppedBecause(CallDrop.Shutdown)));
        Assert.Equal(ledger.Decoded, pipeline.CallAttribution.Total + ledger.Dropped + pipeline.AbandonedCalls);
    }

    [Fact]
    public async Task A_consumer_that_throws_loses_its_own_batch_counted_and_nothing_else()
    {
        var (good, bad) = (new NotingCalls("good"), new NotingCalls("bad") { FailOn = 2 });
        using var pipeline = Build(new ScriptedCalls(Batches(5, 4)), capacity: 64, Patience, good, bad);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var books = pipeline.Consumers[1].Calls;
        Assert.Equal((20, 16), (good.Calls, bad.Calls));
        Assert.Equal((20, 16, 4, 0), (books.In, books.Done, books.Failed, books.Abandoned));
    }

    [Fact]
    public async Task What_a_source_could_not_read_or_knew_already_is_in_its_books()
    {
        var source = new ScriptedCalls([Batch(3)])
        {
            Also = writer =>
            {
                writer.CountUndecodable(CallFailure.Malformed, 2);
                writer.CountUndecodable(CallFailure.NoIdentifier);
                writer.CountDuplicates(5);
                Assert.True(writer.TryWrite(Batch(0)));
            },
        };
        using var pipeline = Build(source, capacity: 64, Patience, new NotingCalls("minds"));

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var ledger = pipeline.CallLedgers[0];
        Assert.Equal((11, 3, 3, 5), (ledger.Received, ledger.Decoded, ledger.Undecodable, ledger.Duplicates));
        Assert.Equal((2, 1, 0), (ledger.UndecodableBecause(CallFailure.Malformed), ledger.UndecodableBecause(CallFailure.NoIdentifier), ledger.UndecodableBecause(CallFailure.NotACall)));
    }

    [Fact]
    public async Task The_metrics_show_the_ledger_as_it_stands()
    {
        using var pipeline = Build(new ScriptedCalls(Batches(2, 3)), capacity: 64, Patience, new NotingCalls("minds"));
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var seen = new SeriesCollector();

        pipeline.CallMetrics.Collect(seen);

        Assert.Equal(6, seen["call_source_calls_total scripted"]);
        Assert.Equal(6, seen["call_attribution_total task exact"]);
        Assert.Equal(0, seen["call_attribution_total other unknown"]);
        Assert.Equal(6, seen["consumer_calls_total minds done"]);
        Assert.Equal(0, seen["call_dropped_total attribute queue_full"]);
        Assert.Equal(0, seen["call_source_undecodable_total scripted no_identifier"]);
    }

    [Fact]
    public void A_source_of_calls_needs_a_name_of_its_own() =>
        Assert.Throws<InvalidOperationException>(() => Build(new ScriptedCalls([]), capacity: 1, Patience, new NotingCalls("scripted")));

    private static CallBatch Batch(int calls) =>
        new([.. Enumerable.Range(0, calls).Select(_ => new Call { Time = Some.Time, Client = Some.Flow("a").Source })], calls, "scripted", Some.Time);

    private static CallBatch[] Batches(int count, int calls) => [.. Enumerable.Range(0, count).Select(_ => Batch(calls))];

    private static FlowPipeline Build(ICallSource source, int capacity, TimeSpan budget, params IFlowConsumer[] consumers)
    {
        var attributor = new ScriptedAttributor();
        attributor.Apply(Some.Applied("a"));
        var options = new PipelineOptions { CallQueueCapacity = capacity, ConsumerQueueCapacity = 2, ShutdownBudget = budget };
        return new FlowPipelineBuilder(options, TimeProvider.System, NullLoggerFactory.Instance)
            .ListenTo(source)
            .AttributeWith(attributor)
            .FanOutTo([.. consumers])
            .Build();
    }

    private sealed class PlainConsumer(string name) : IFlowConsumer
    {
        public string Name => name;

        public void Observe(AttributedBatch batch)
        {
        }
    }
}
