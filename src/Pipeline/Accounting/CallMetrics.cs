using System.Collections.Immutable;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Accounting;

/// <summary>The loss ledger of calls as metrics. Per source <c>received = decoded + undecodable + duplicates</c>, of all sources
/// <c>decoded = attributed + dropped{attribute}</c>, per consumer <c>in = done + dropped</c>; what is missing still waits.</summary>
public sealed class CallMetrics : IMetricSource
{
    private static readonly string[] FailureNames = ["malformed", "no_identifier", "not_a_call", "foreign_sender", "foreign_log"];
    private static readonly string[] Kinds = ["task", "component", "other"];
    private static readonly string[] Classes = ["exact", "inferred", "ambiguous", "unknown"];

    private static readonly MetricFamily Received = new("call_source_calls_total", MetricKind.Counter, "Calls taken off the wire: decoded, undecodable and duplicates together.", ["source"]);
    private static readonly MetricFamily Decoded = new("call_source_decoded_total", MetricKind.Counter, "Calls that were decoded; each is counted once in call_attribution_total or call_dropped_total.", ["source"]);

    private static readonly MetricFamily Undecodable = new("call_source_undecodable_total", MetricKind.Counter, "Calls that could not be read, by reason.", ["source", "reason"])
    {
        ClosedValues = Closed("reason", FailureNames),
    };

    private static readonly MetricFamily Duplicates = new("call_source_duplicates_total", MetricKind.Counter, "Calls that came before from another logger of the same proxy, dropped on purpose.", ["source"]);
    private static readonly MetricFamily Failures = new("call_source_failures_total", MetricKind.Counter, "Times a source of calls failed and was started again.", ["source"]);
    private static readonly MetricFamily Up = new("call_source_up", MetricKind.Gauge, "1 while the source of calls listens.", ["source"]);

    private static readonly MetricFamily Attributed = new("call_attribution_total", MetricKind.Counter, "Decoded calls by what they concern and how sure that is; attribution_total counts flows only.", ["kind", "class"])
    {
        ClosedValues = Closed("kind", Kinds).Add("class", [.. Classes]),
    };

    private static readonly MetricFamily ConsumerCalls = new("consumer_calls_total", MetricKind.Counter, "Calls that entered a consumer and that it has finished; the rest waits or is in call_dropped_total.", ["consumer", "outcome"])
    {
        ClosedValues = Closed("outcome", ["in", "done"]),
    };

    private static readonly MetricFamily Dropped = new("call_dropped_total", MetricKind.Counter, "Decoded calls that ended before their last stage, by stage and reason.", ["stage", "reason"])
    {
        ClosedValues = Closed("reason", ["queue_full", "shutdown", "consumer_failed"]),
    };

    private readonly FlowPipeline _pipeline;

    internal CallMetrics(FlowPipeline pipeline) => _pipeline = pipeline;

    public ImmutableArray<MetricFamily> Families => [Received, Decoded, Undecodable, Duplicates, Failures, Up, Attributed, ConsumerCalls, Dropped];

    public void Collect(IMetricCollector collector)
    {
        // What has come out of a stage is read before what went in, so that no scrape shows more out than in.
        var dropped = CountDropped();
        var attributed = ReadAttributed();
        Each(collector, Received, ledger => ledger.Received);
        Each(collector, Decoded, ledger => ledger.Decoded);
        foreach (var ledger in _pipeline.CallLedgers)
        {
            for (var i = 0; i < FailureNames.Length; i++)
            {
                collector.Add(Undecodable, ledger.UndecodableBecause((CallFailure)i), ledger.Source, FailureNames[i]);
            }
        }

        Each(collector, Duplicates, ledger => ledger.Duplicates);
        Each(collector, Failures, ledger => ledger.Failures);
        Each(collector, Up, ledger => ledger.IsUp ? 1 : 0);
        for (var i = 0; i < attributed.Length; i++)
        {
            collector.Add(Attributed, attributed[i], Kinds[i / Classes.Length], Classes[i % Classes.Length]);
        }

        CollectConsumers(collector, dropped);
    }

    private (long QueueFull, long Shutdown) CountDropped() =>
        (_pipeline.CallLedgers.Sum(ledger => ledger.DroppedBecause(CallDrop.QueueFull)),
            _pipeline.CallLedgers.Sum(ledger => ledger.DroppedBecause(CallDrop.Shutdown)) + _pipeline.AbandonedCalls);

    private long[] ReadAttributed()
    {
        var counts = new long[Kinds.Length * Classes.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = _pipeline.CallAttribution.Of((AttributionKind)(i / Classes.Length), (AttributionClass)(i % Classes.Length));
        }

        return counts;
    }

    private void CollectConsumers(IMetricCollector collector, (long QueueFull, long Shutdown) dropped)
    {
        ImmutableArray<ConsumerStage> consumers = [.. _pipeline.Consumers.Where(consumer => consumer.MindsCalls)];
        foreach (var consumer in consumers)
        {
            var done = consumer.Calls.Done;
            collector.Add(ConsumerCalls, consumer.Calls.In, consumer.Name, "in");
            collector.Add(ConsumerCalls, done, consumer.Name, "done");
        }

        collector.Add(Dropped, dropped.QueueFull, "attribute", "queue_full");
        collector.Add(Dropped, dropped.Shutdown, "attribute", "shutdown");
        foreach (var consumer in consumers)
        {
            collector.Add(Dropped, consumer.Calls.Failed, consumer.Name, "consumer_failed");
            collector.Add(Dropped, consumer.Calls.Abandoned, consumer.Name, "shutdown");
        }
    }

    private void Each(IMetricCollector collector, MetricFamily family, Func<CallLedger, double> value)
    {
        foreach (var ledger in _pipeline.CallLedgers)
        {
            collector.Add(family, value(ledger), ledger.Source);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, string[] values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, [.. values]);
}
