using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.Pipeline.Tests.Sources;

public class ClusterObserverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_the_watches_bring_is_shown_in_order_and_reaches_attribution_too()
    {
        var (first, second) = (new NotingObserver(), new NotingObserver());
        var attributor = new NotingAttributor();
        using var pipeline = new FlowPipelineBuilder(new PipelineOptions(), TimeProvider.System, NullLoggerFactory.Instance)
            .KeepInView([new ScriptedWatch(["a", "b", "c"])])
            .ShowViewTo(first, second)
            .AttributeWith(attributor)
            .FanOutTo(new NoConsumer())
            .Build();

        await pipeline.StartAsync(TestContext.Current.CancellationToken);
        await first.Complete.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await second.Complete.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await pipeline.StopAsync(CancellationToken.None);

        Assert.Equal(["a", "b", "c"], first.Names);
        Assert.Equal(first.Names, second.Names);
        Assert.Equal(["a", "b", "c"], attributor.Names);
    }

    [Fact]
    public async Task A_change_is_shown_once_it_is_on_its_way_to_attribution()
    {
        var queue = new BoundedQueue<ClusterChange>("cluster", 1, singleWriter: true);
        var observer = new NotingObserver();
        var writer = new ClusterWriter(queue, observers: [observer]);
        await writer.WriteAsync(Some.Applied("a"));

        var waiting = writer.WriteAsync(Some.Applied("b")).AsTask();

        Assert.Equal(["a"], observer.Names);
        Assert.True(queue.TryRead(out _));
        await waiting.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], observer.Names);
    }

    private sealed class ScriptedWatch(string[] names) : IClusterWatch
    {
        public string Name => "pods";

        public async Task RunAsync(ClusterWriter writer, CancellationToken stop)
        {
            foreach (var name in names)
            {
                await writer.WriteAsync(Some.Applied(name));
            }
        }
    }

    private sealed class NotingObserver : IClusterObserver
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Names { get; } = [];

        public Task Complete => _complete.Task;

        public void Observe(ClusterChange change)
        {
            Names.Add(((PodApplied)change).Pod.Name);
            if (Names.Count == 3)
            {
                _complete.SetResult();
            }
        }
    }

    private sealed class NotingAttributor : IFlowAttributor
    {
        public List<string> Names { get; } = [];

        public void Apply(ClusterChange change) => Names.Add(((PodApplied)change).Pod.Name);

        public Owner? OwnerOf(string podUid) => null;

        public void Expect(ReadOnlySpan<Flow> flows)
        {
        }

        public AttributionOutcome Attribute(in Flow flow, Instant receivedAt, bool mayWait, out FlowAttribution attribution)
        {
            attribution = default;
            return AttributionOutcome.Attributed;
        }
    }

    private sealed class NoConsumer : IFlowConsumer
    {
        public string Name => "none";

        public void Observe(AttributedBatch batch)
        {
        }
    }
}
