using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Identity;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.Supervision;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests;

public class FlowPipelineTests
{
    [Fact]
    public async Task Everything_a_source_brings_reaches_every_consumer_and_the_books_agree()
    {
        var (first, second) = (new CountingConsumer("first"), new CountingConsumer("second"));
        using var pipeline = Build(new BatchesSource(batches: 300, flowsPerBatch: 256), first, second);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(300 * 256, first.Flows);
        Assert.Equal(300 * 256, second.Flows);
        Assert.Equal(300 * 256, pipeline.Ledgers[0].Decoded);
        Assert.Equal(300 * 256, pipeline.Attribution.Total);
        Assert.All(pipeline.Consumers, consumer => Assert.Equal(consumer.In, consumer.Done));
    }

    [Fact]
    public async Task A_consumer_that_throws_loses_its_own_batch_counted_and_nothing_else()
    {
        var (good, bad) = (new CountingConsumer("good"), new CountingConsumer("bad", failOn: 3));
        using var pipeline = Build(new BatchesSource(batches: 10, flowsPerBatch: 5), good, bad);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(50, good.Flows);
        Assert.Equal((50, 45, 5, 0), (pipeline.Consumers[1].In, pipeline.Consumers[1].Done, pipeline.Consumers[1].Failed, pipeline.Consumers[1].Abandoned));
    }

    [Fact]
    public async Task A_stop_without_time_to_drain_counts_every_flow_it_drops()
    {
        var stuck = new CountingConsumer("stuck", waitFor: new TaskCompletionSource());
        // Batches so full that each stage works on its own thread.
        var source = new BatchesSource(batches: 200, flowsPerBatch: 200, thenWait: true);
        using var pipeline = Build(source, TimeSpan.Zero, stuck);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await stuck.Entered.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var consumer = pipeline.Consumers[0];

        // One batch in the consumer, two in its queue, and one at least that waits for room.
        await Eventually.HoldsAsync(() => Task.FromResult(consumer.In >= 800), TimeSpan.FromSeconds(30), "a full queue in front of the consumer");

        await pipeline.StopAsync(CancellationToken.None);
        stuck.Release();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.Equal(consumer.In, consumer.Done + consumer.Failed + consumer.Abandoned);
        Assert.True(consumer.Abandoned > 0);
    }

    [Fact]
    public async Task A_source_that_fails_is_counted_and_started_again()
    {
        var consumer = new CountingConsumer("only");
        using var pipeline = Build(new BatchesSource(batches: 4, flowsPerBatch: 1, failAfter: 2), consumer);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(4, consumer.Flows);
        Assert.Equal(1, pipeline.Ledgers[0].Failures);
    }

    [Fact]
    public async Task What_the_last_batches_offer_a_sink_is_still_delivered_after_the_sources_have_stopped()
    {
        var sink = new TakingSink();
        var stage = new SinkStage<string>(sink, 1_000, () => Backoff.Standard(new Random(1)), TimeProvider.System, NullLogger.Instance);
        var consumer = new CountingConsumer("offering", waitFor: new TaskCompletionSource(), then: () => stage.Offer("batch"));
        using var pipeline = Build(new BatchesSource(batches: 200, flowsPerBatch: 200, thenWait: true), TimeSpan.FromSeconds(30), [consumer], [stage]);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Task.FromResult(pipeline.Consumers[0].In >= 800), TimeSpan.FromSeconds(30), "a full queue in front of the consumer");

        var stopped = pipeline.StopAsync(CancellationToken.None);
        Assert.Equal(0, sink.Taken);
        consumer.Release();
        await stopped.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(sink.Taken >= 3, "one batch in the consumer and two in its queue");
        Assert.Equal((consumer.Flows / 200, stage.Outcomes[(int)SinkOutcome.Delivered]), (sink.Taken, stage.Offered));
    }

    [Fact]
    public async Task A_sink_that_is_stuck_costs_a_stop_its_budget_and_what_waits_is_counted()
    {
        var sink = new TakingSink(new TaskCompletionSource<Delivery>().Task);
        var stage = new SinkStage<string>(sink, 1_000, () => Backoff.Standard(new Random(1)), TimeProvider.System, NullLogger.Instance);
        var consumer = new CountingConsumer("offering", then: () => stage.Offer("batch"));
        using var pipeline = Build(new BatchesSource(batches: 20, flowsPerBatch: 1), TimeSpan.FromMilliseconds(1), [consumer], [stage]);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await pipeline.StopAsync(CancellationToken.None);

        await Eventually.HoldsAsync(
            () => Task.FromResult(stage.Outcomes[(int)SinkOutcome.Shutdown] == 20), TimeSpan.FromSeconds(30), "the one under way is given up, too");
        Assert.Equal(20, stage.Offered);
    }

    [Fact]
    public void Two_parts_of_one_name_are_refused()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Build(new BatchesSource(1, 1), new CountingConsumer("x"), new CountingConsumer("x")));

        Assert.Contains("'x'", refused.Message, StringComparison.Ordinal);
    }

    private static FlowPipeline Build(IFlowSource source, params CountingConsumer[] consumers) => Build(source, TimeSpan.FromSeconds(10), consumers);

    private static FlowPipeline Build(IFlowSource source, TimeSpan budget, params CountingConsumer[] consumers) => Build(source, budget, consumers, []);

    private static FlowPipeline Build(IFlowSource source, TimeSpan budget, CountingConsumer[] consumers, ISinkStage[] sinks)
    {
        var attributor = new ScriptedAttributor();
        attributor.Apply(Some.Applied("a"));
        var options = new PipelineOptions { SourceQueueCapacity = 2, ConsumerQueueCapacity = 2, ShutdownBudget = budget };
        return new FlowPipelineBuilder(options, TimeProvider.System, NullLoggerFactory.Instance)
            .ReadFrom(source)
            .AttributeWith(attributor)
            .FanOutTo([.. consumers])
            .DeliverTo(sinks)
            .Build();
    }

    private sealed class BatchesSource(int batches, int flowsPerBatch, int failAfter = -1, bool thenWait = false) : IFlowSource
    {
        private int _written;

        public string Name => "test";

        public async Task RunAsync(FlowWriter writer, CancellationToken stop)
        {
            while (_written < batches && !stop.IsCancellationRequested)
            {
                if (_written == failAfter)
                {
                    failAfter = -1;
                    throw new IOException("The stream broke.");
                }

                await writer.WriteAsync(Some.Batch([.. Enumerable.Range(0, flowsPerBatch).Select(_ => Some.Flow("a"))]));
                _written++;
            }

            if (thenWait)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            }
        }
    }

    private sealed class CountingConsumer(string name, int failOn = -1, TaskCompletionSource? waitFor = null, Action? then = null) : IFlowConsumer
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _batches;

        public string Name => name;

        public long Flows { get; private set; }

        public Task Entered => _entered.Task;

        public void Release() => waitFor?.TrySetResult();

        public void Observe(AttributedBatch batch)
        {
            _entered.TrySetResult();
            waitFor?.Task.GetAwaiter().GetResult();
            if (++_batches == failOn)
            {
                throw new InvalidOperationException("Consumer is ill.");
            }

            Flows += batch.Count;
            then?.Invoke();
        }
    }

    private sealed class TakingSink(Task<Delivery>? answer = null) : ISink<string>
    {
        public string Name => "taking";

        public long Taken { get; private set; }

        public Task<Delivery> DeliverAsync(string item, CancellationToken stop)
        {
            Taken++;
            return answer?.WaitAsync(stop) ?? Task.FromResult(Delivery.Delivered);
        }
    }
}
