using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline;

/// <summary>Queues, consumers and drops of the data path: the second half of the loss ledger
/// (<c>per consumer: in = done + dropped{reason}</c>).</summary>
public sealed class PipelineMetrics : IMetricSource
{
    private static readonly MetricFamily QueueEntries = new("queue_entries", MetricKind.Gauge, "Entries (batches of up to 256 flows, 128 calls or 512 events of the platform, or changes of the cluster) that wait in a queue.", ["queue"]);

    private static readonly MetricFamily QueueCapacity = new("queue_capacity", MetricKind.Gauge, "Entries a queue can hold; its producer waits when it is full, that of calls drops and counts, that of the platform refuses and is sent again.", ["queue"]);

    private static readonly MetricFamily ConsumerEvents = new("consumer_events_total", MetricKind.Counter, "Flow events that entered a consumer and that it has finished; the rest waits or is in dropped_total.", ["consumer", "outcome"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("outcome", ["in", "done"]),
    };

    private static readonly MetricFamily StageSeconds = new("stage_seconds_total", MetricKind.Counter, "Time a stage spent working: decode, attribute, then each consumer.", ["stage"]) { Unit = "seconds" };

    private static readonly MetricFamily Dropped = new("dropped_total", MetricKind.Counter, "Flow events that ended before their last stage, by stage and reason; intentional ones were filtered on purpose.", ["stage", "reason", "intentional"]);

    private static readonly ImmutableArray<string> SinkOutcomes = ["delivered", "rejected", "gave_up", "queue_full", "shutdown"];

    private static readonly MetricFamily SinkOffered = new("sink_offered_total", MetricKind.Counter, "Results offered to a sink; those that are not in sink_items_total yet wait or are under way.", ["sink"]);

    private static readonly MetricFamily SinkItems = new("sink_items_total", MetricKind.Counter, "Results offered to a sink, by how that ended: delivered, rejected by the receiver, given up after every attempt, dropped because the queue was full or the agent stopped.", ["sink", "outcome"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("outcome", SinkOutcomes),
    };

    private readonly FlowPipeline _pipeline;
    private readonly BoundedQueue<FlowBatch> _batches;
    private readonly BoundedQueue<ClusterChange> _changes;
    private readonly BoundedQueue<CallBatch>? _calls;
    private readonly BoundedQueue<PlatformBatch>? _platform;

    internal PipelineMetrics(FlowPipeline pipeline, BoundedQueue<FlowBatch> batches, BoundedQueue<ClusterChange> changes, BoundedQueue<CallBatch>? calls, BoundedQueue<PlatformBatch>? platform)
    {
        _pipeline = pipeline;
        _batches = batches;
        _changes = changes;
        _calls = calls;
        _platform = platform;
    }

    /// <summary>Every queue as it is now, in data-path order; what was abandoned is counted in flows, for the queues of calls and of the platform in what they hold.</summary>
    public ImmutableArray<(string Name, int Entries, int Capacity, long Abandoned)> Queues =>
    [
        (_batches.Name, _batches.Entries, _batches.Capacity, _batches.Abandoned),
        (_changes.Name, _changes.Entries, _changes.Capacity, _changes.Abandoned),
        .. _calls is null ? Array.Empty<(string, int, int, long)>() : [(_calls.Name, _calls.Entries, _calls.Capacity, _calls.Abandoned)],
        .. _platform is null ? Array.Empty<(string, int, int, long)>() : [(_platform.Name, _platform.Entries, _platform.Capacity, _platform.Abandoned)],
        .. _pipeline.Consumers.Select(consumer => (consumer.Name, consumer.Queue.Entries, consumer.Queue.Capacity, consumer.Queue.Abandoned)),
    ];

    public ImmutableArray<MetricFamily> Families => [QueueEntries, QueueCapacity, ConsumerEvents, StageSeconds, Dropped, SinkOffered, SinkItems];

    public void Collect(IMetricCollector collector)
    {
        CollectQueues(collector);
        foreach (var consumer in _pipeline.Consumers)
        {
            // Read in this order, "in" is never less than what has come out.
            var done = consumer.Done;
            collector.Add(ConsumerEvents, consumer.In, consumer.Name, "in");
            collector.Add(ConsumerEvents, done, consumer.Name, "done");
        }

        collector.Add(StageSeconds, _pipeline.Ledgers.Sum(ledger => ledger.Decoding.TotalSeconds), "decode");
        collector.Add(StageSeconds, _pipeline.Attributing.TotalSeconds, "attribute");
        foreach (var consumer in _pipeline.Consumers)
        {
            collector.Add(StageSeconds, consumer.Busy.TotalSeconds, consumer.Name);
        }

        CollectDrops(collector);
        CollectSinks(collector);
    }

    private void CollectQueues(IMetricCollector collector)
    {
        var queues = Queues;
        foreach (var queue in queues)
        {
            collector.Add(QueueEntries, queue.Entries, queue.Name);
        }

        foreach (var queue in queues)
        {
            collector.Add(QueueCapacity, queue.Capacity, queue.Name);
        }
    }

    private void CollectSinks(IMetricCollector collector)
    {
        // Read in this order, what was offered is never less than what has ended.
        foreach (var (name, outcomes, offered) in _pipeline.Sinks.Select(sink => (sink.Name, sink.Outcomes, sink.Offered)))
        {
            collector.Add(SinkOffered, offered, name);
            for (var i = 0; i < outcomes.Length; i++)
            {
                collector.Add(SinkItems, outcomes[i], name, SinkOutcomes[i]);
            }
        }
    }

    private void CollectDrops(IMetricCollector collector)
    {
        collector.Add(Dropped, _batches.Abandoned, "attribute", "shutdown", "false");
        collector.Add(Dropped, _pipeline.Attribution.Filtered, "attribute", "reported_by_client_node", "true");
        foreach (var consumer in _pipeline.Consumers)
        {
            collector.Add(Dropped, consumer.Failed, consumer.Name, "consumer_failed", "false");
            collector.Add(Dropped, consumer.Abandoned, consumer.Name, "shutdown", "false");
        }
    }
}
