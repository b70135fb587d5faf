using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Sources;
using Windsock.Model.Tries;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Stages;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Stages;

public class TaskObserverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Facts_about_tasks_reach_the_branch_in_the_order_in_which_they_became_known()
    {
        var observer = new NotingObserver();
        var stage = new ConsumerStage(observer, 64, TimeProvider.System, NullLogger.Instance);
        var changes = new BoundedQueue<ClusterChange>("cluster", 16, singleWriter: false);
        var batches = new BoundedQueue<FlowBatch>("attribute", 16, singleWriter: true);
        var attribution = new BatchAttribution(new ScriptedAttributor(), new AttributionCounts(), new WaitRoomOptions());
        var calls = new BoundedQueue<CallBatch>("calls", 16, singleWriter: false, lendsWriter: false);
        var platform = new BoundedQueue<PlatformBatch>("platform", 16, singleWriter: false, lendsWriter: false);
        var callAttribution = new CallAttribution(new ScriptedAttributor(), new CallAttributionCounts());
        await changes.WriteAsync(Applied("task-1"), 1);
        await changes.WriteAsync(Applied("other-1"), 1);
        await changes.WriteAsync(new EventsLost("hubble", LossReason.HubbleRingBuffer, 5, Instant.Missing, Some.Time), 1);
        await changes.WriteAsync(new PodRemoved("task-1", "airflow", "task-1", Some.Time), 1);
        batches.Complete();
        calls.Complete();
        platform.Complete();
        changes.Complete();

        await new AttributeStage(attribution, callAttribution, new PlatformAttribution(null, new ActionAttributionCounts()), batches, calls, platform, changes, new FanOut([stage]), TimeProvider.System).RunAsync();
        await stage.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(["pod task-1", "lost 5", "gone task-1", "finished"], observer.Facts);
    }

    [Fact]
    public async Task A_branch_that_minds_the_time_is_told_of_it_without_any_flow()
    {
        var time = new ManualTime();
        var observer = new NotingObserver();
        var stage = new ConsumerStage(observer, 4, time, NullLogger.Instance);
        var running = stage.RunAsync();

        for (var beat = 0; beat < 3; beat++)
        {
            await time.SeeWaitAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        stage.Queue.Complete();
        await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(3, observer.Beats);
    }

    [Fact]
    public async Task A_question_is_answered_on_the_thread_of_the_branch_and_a_failure_goes_to_who_asked()
    {
        var stage = new ConsumerStage(new NotingObserver(), 4, TimeProvider.System, NullLogger.Instance);
        var good = stage.AskAsync(() => 42, TestContext.Current.CancellationToken);
        var bad = stage.AskAsync<int>(() => throw new InvalidOperationException("no"), TestContext.Current.CancellationToken);
        stage.Queue.Complete();

        await stage.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(42, await good);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stage.AskAsync(() => 1, TestContext.Current.CancellationToken));
        Assert.Equal(0, stage.Failed);
    }

    private static PodApplied Applied(string pod) => new(new PodState { Uid = pod, Namespace = "airflow", Name = pod }, Some.Time);

    private sealed class NotingObserver : ITaskObserver
    {
        public string Name => "noting";

        public List<string> Facts { get; } = [];

        public int Beats { get; private set; }

        public void Observe(AttributedBatch batch)
        {
        }

        public void Observe(TaskFact fact) => Facts.Add(fact switch
        {
            TaskPodSeen seen => "pod " + seen.Pod.Name,
            TaskPodGone gone => "gone " + gone.PodUid,
            EvidenceLost lost => "lost " + lost.Count,
            _ => "?",
        });

        public void Advance(Instant now) => Beats++;

        public void Finish(Instant now) => Facts.Add("finished");
    }
}
