using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.Tests.Calls;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Platform;

public class PlatformPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Events_reach_those_who_mind_them_in_order_and_the_books_agree()
    {
        var (minds, plain) = (new NotingPlatform("minds"), new NotingCalls("plain"));
        using var pipeline = Build(new ScriptedPlatform(Batches(10, 5)) { Waits = true }, capacity: 64, Patience, minds, plain);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 50).Select(Id), minds.Ids);
        Assert.Equal((50, 50, 0), (pipeline.PlatformLedgers[0].Received, pipeline.PlatformLedgers[0].Decoded, pipeline.PlatformLedgers[0].Refusals));
        Assert.Equal(50, pipeline.ActionAttribution.Of(AttributionKind.Other, AttributionClass.Unknown));
        Assert.Equal((50, 50), (pipeline.Consumers[0].PlatformEvents.In, pipeline.Consumers[0].PlatformEvents.Done));
        Assert.Equal((0, false), (pipeline.Consumers[1].PlatformEvents.In, pipeline.Consumers[1].MindsPlatform));
        Assert.Equal((0, 0), (pipeline.Attribution.Total, pipeline.CallAttribution.Total));
    }

    [Fact]
    public async Task Without_an_attributor_of_actions_they_are_nobodys_and_with_one_they_are_whose_it_says()
    {
        var owner = new Owner { Kind = OwnerKind.Task, Try = new TaskTry(new TaskKey("airflow", "etl", "load"), "r", 1, -1, IdForm.Raw) };
        using var pipeline = new FlowPipelineBuilder(new PipelineOptions(), TimeProvider.System, NullLoggerFactory.Instance)
            .FollowPlatformBy(new ScriptedPlatform([new PlatformBatch([Action(1), new ResourcesSynced("", "leases", Some.Time), new PlatformGap("scripted", "relisted", Some.Time, Some.Time)], "scripted", Some.Time)]))
            .AttributeWith(new ScriptedAttributor(), new AllOf(owner))
            .FanOutTo(new NotingPlatform("minds"))
            .Build();

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var seen = new SeriesCollector();
        pipeline.PlatformMetrics.Collect(seen);

        Assert.Equal((1, 2, 3), (pipeline.ActionAttribution.Of(AttributionKind.Task, AttributionClass.Exact), pipeline.ActionAttribution.Others, pipeline.ActionAttribution.Total));
        Assert.Equal((1, 0), (seen["platform_gaps_total relisted"], seen["platform_gaps_total lost"]));
    }

    [Fact]
    public async Task A_full_queue_refuses_the_whole_request_and_nothing_of_it_is_in_the_books()
    {
        var stuck = new NotingPlatform("stuck") { Gate = new TaskCompletionSource() };
        var source = new ScriptedPlatform(Batches(200, 7));
        using var pipeline = Build(source, capacity: 2, Patience, stuck);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);

        await source.Written.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var refused = source.Refused;
        stuck.Gate.SetResult();
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var ledger = pipeline.PlatformLedgers[0];
        Assert.True(refused > 100, $"{refused} of 200 batches were refused");
        Assert.Equal((refused, (200 - refused) * 7), (ledger.Refusals, ledger.Decoded));
        Assert.Equal(ledger.Decoded, pipeline.ActionAttribution.Total);
        Assert.Equal(ledger.Decoded, stuck.Ids.Count);
    }

    [Fact]
    public async Task A_stop_without_time_to_drain_counts_every_event_it_drops()
    {
        var stuck = new NotingPlatform("stuck") { Gate = new TaskCompletionSource() };

        // Batches so full that each stage works on its own thread.
        var source = new ScriptedPlatform(Batches(40, 512)) { Stays = true };
        using var pipeline = Build(source, capacity: 64, TimeSpan.Zero, stuck);
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await source.Written.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var books = pipeline.Consumers[0].PlatformEvents;

        // One batch in the consumer, two in its queue, and one that waits for room.
        await Eventually.HoldsAsync(() => Task.FromResult(books.In == 2_048), Patience, "a full queue in front of the consumer");

        await pipeline.StopAsync(CancellationToken.None);
        stuck.Gate.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken));
        var late = source.Writer!.TryWrite(Batches(1, 2)[0]);

        Assert.Equal((2_048, 512, 1_536), (books.In, books.Done, books.Abandoned));
        Assert.False(late);
        Assert.Equal((20_480, 1), (pipeline.PlatformLedgers[0].Decoded, pipeline.PlatformLedgers[0].Refusals));
        Assert.Equal(pipeline.PlatformLedgers[0].Decoded, pipeline.ActionAttribution.Total + pipeline.AbandonedPlatformEvents);
    }

    [Fact]
    public async Task A_consumer_that_throws_loses_its_own_batch_counted_and_nothing_else()
    {
        var (good, bad) = (new NotingPlatform("good"), new NotingPlatform("bad") { FailOn = 2 });
        using var pipeline = Build(new ScriptedPlatform(Batches(5, 4)) { Waits = true }, capacity: 64, Patience, good, bad);

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);

        var books = pipeline.Consumers[1].PlatformEvents;
        Assert.Equal((20, 16), (good.Ids.Count, bad.Ids.Count));
        Assert.Equal((20, 16, 4, 0), (books.In, books.Done, books.Failed, books.Abandoned));
    }

    [Fact]
    public async Task The_metrics_show_the_ledger_as_it_stands()
    {
        var source = new ScriptedPlatform(Batches(2, 3))
        {
            Waits = true,
            Also = static writer =>
            {
                writer.CountUndecodable(PlatformFailure.TooLong, 2);
                writer.CountDuplicates(5);
                writer.CountIgnored(7);
                writer.ReportUp(true);
            },
        };
        using var pipeline = Build(source, capacity: 64, Patience, new NotingPlatform("minds"));
        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await pipeline.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken);
        var seen = new SeriesCollector();

        pipeline.PlatformMetrics.Collect(seen);

        Assert.Equal(6, seen["platform_source_events_total scripted decoded"]);
        Assert.Equal(2, seen["platform_source_events_total scripted undecodable"]);
        Assert.Equal(5, seen["platform_source_events_total scripted duplicate"]);
        Assert.Equal(7, seen["platform_source_events_total scripted ignored"]);
        Assert.Equal(2, seen["platform_source_undecodable_total scripted too_long"]);
        Assert.Equal(6, seen["platform_attribution_total other unknown"]);
        Assert.Equal(0, seen["platform_other_events_total "]);
        Assert.Equal(6, seen["consumer_platform_events_total minds done"]);
        Assert.Equal(0, seen["platform_dropped_total attribute shutdown"]);
        Assert.Equal(20, pipeline.PlatformLedgers[0].Received);
    }

    [Fact]
    public void A_source_of_the_platform_needs_a_name_of_its_own() =>
        Assert.Throws<InvalidOperationException>(() => Build(new ScriptedPlatform([]), capacity: 1, Patience, new NotingPlatform("scripted")));

    private static string Id(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static PlatformAction Action(int number) => new(Some.Time)
    {
        Source = "kubernetes_audit",
        Id = Id(number),
        System = PlatformSystem.Kubernetes,
        Verb = "create",
        Target = new ActionTarget("", "pods", "", "airflow", "child"),
        Caller = ActionCaller.Nobody,
        Outcome = ActionOutcome.Succeeded,
        At = Some.Time,
    };

    private static PlatformBatch[] Batches(int count, int events) =>
        [.. Enumerable.Range(0, count).Select(batch => new PlatformBatch([.. Enumerable.Range(batch * events, events).Select(Action)], "scripted", Some.Time))];

    private static FlowPipeline Build(IPlatformSource source, int capacity, TimeSpan budget, params IFlowConsumer[] consumers) =>
        new FlowPipelineBuilder(new PipelineOptions { PlatformQueueCapacity = capacity, ConsumerQueueCapacity = 2, ShutdownBudget = budget }, TimeProvider.System, NullLoggerFactory.Instance)
            .FollowPlatformBy(source)
            .AttributeWith(new ScriptedAttributor())
            .FanOutTo([.. consumers])
            .Build();

    private sealed class AllOf(Owner owner) : IActionAttributor
    {
        public AttributedEvent Attribute(PlatformEvent @event) => new(@event, new ActionAttribution(owner, AttributionClass.Exact, CallerEvidence.PodUid));
    }
}
