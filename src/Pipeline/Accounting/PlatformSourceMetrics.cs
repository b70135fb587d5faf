using System.Collections.Immutable;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Accounting;

/// <summary>The loss ledger of the platform's events as metrics. Per source <c>received = decoded + undecodable + duplicates + ignored</c>, of
/// all sources <c>decoded = actions attributed + other events + dropped{attribute}</c>, per consumer <c>in = done + dropped</c>; what is
/// missing still waits.</summary>
public sealed class PlatformSourceMetrics : IMetricSource
{
    private static readonly string[] FailureNames = ["malformed", "too_long", "cut_by_sender"];
    private static readonly string[] Kinds = ["task", "component", "other"];
    private static readonly string[] Classes = ["exact", "inferred", "ambiguous", "unknown"];

    private static readonly MetricFamily Events = new("platform_source_events_total", MetricKind.Counter, "Events of the platform taken off the wire, by what became of them: decoded, undecodable, a duplicate, or ignored because nothing is wanted of them.", ["source", "outcome"])
    {
        ClosedValues = Closed("outcome", ["decoded", "undecodable", "duplicate", "ignored"]),
    };

    private static readonly MetricFamily Undecodable = new("platform_source_undecodable_total", MetricKind.Counter, "Events of the platform that could not be read, by reason.", ["source", "reason"])
    {
        ClosedValues = Closed("reason", FailureNames),
    };

    private static readonly MetricFamily Refusals = new("platform_source_refusals_total", MetricKind.Counter, "Requests of senders that were refused because the queue was full; they are sent again.", ["source"]);
    private static readonly MetricFamily Failures = new("platform_source_failures_total", MetricKind.Counter, "Times a source of the platform failed and was started again.", ["source"]);
    private static readonly MetricFamily Up = new("platform_source_up", MetricKind.Gauge, "1 while the source of the platform works.", ["source"]);

    private static readonly MetricFamily Attributed = new("platform_attribution_total", MetricKind.Counter, "Actions asked of the platform by whose they are and how sure that is.", ["kind", "class"])
    {
        ClosedValues = Closed("kind", Kinds).Add("class", [.. Classes]),
    };

    private static readonly MetricFamily Others = new("platform_other_events_total", MetricKind.Counter, "Events of the platform that are no actions: how resources and locks stand.", []);

    private static readonly MetricFamily Gaps = new("platform_gaps_total", MetricKind.Counter, "Times a source of the platform said that something may be missing: nobody listened, a watch had to start anew, an event was too long and kept in part or not at all.", ["reason"])
    {
        ClosedValues = Closed("reason", [.. ActionAttributionCounts.GapReasons]),
    };

    private static readonly MetricFamily ConsumerEvents = new("consumer_platform_events_total", MetricKind.Counter, "Events of the platform that entered a consumer and that it has finished; the rest waits or is in platform_dropped_total.", ["consumer", "outcome"])
    {
        ClosedValues = Closed("outcome", ["in", "done"]),
    };

    private static readonly MetricFamily Dropped = new("platform_dropped_total", MetricKind.Counter, "Decoded events of the platform that ended before their last stage, by stage and reason.", ["stage", "reason"])
    {
        ClosedValues = Closed("reason", ["shutdown", "consumer_failed"]),
    };

    private readonly FlowPipeline _pipeline;

    internal PlatformSourceMetrics(FlowPipeline pipeline) => _pipeline = pipeline;

    public ImmutableArray<MetricFamily> Families => [Events, Undecodable, Refusals, Failures, Up, Attributed, Others, Gaps, ConsumerEvents, Dropped];

    public void Collect(IMetricCollector collector)
    {
        // What has come out of a stage is read before what went in, so that no scrape shows more out than in.
        var abandoned = _pipeline.AbandonedPlatformEvents;
        var attributed = ReadAttributed();
        var others = _pipeline.ActionAttribution.Others;
        foreach (var ledger in _pipeline.PlatformLedgers)
        {
            CollectSource(collector, ledger);
        }

        for (var i = 0; i < attributed.Length; i++)
        {
            collector.Add(Attributed, attributed[i], Kinds[i / Classes.Length], Classes[i % Classes.Length]);
        }

        collector.Add(Others, others);
        for (var i = 0; i < ActionAttributionCounts.GapReasons.Length; i++)
        {
            collector.Add(Gaps, _pipeline.ActionAttribution.Gaps(i), ActionAttributionCounts.GapReasons[i]);
        }

        CollectConsumers(collector, abandoned);
    }

    private static void CollectSource(IMetricCollector collector, PlatformLedger ledger)
    {
        collector.Add(Events, ledger.Decoded, ledger.Source, "decoded");
        collector.Add(Events, ledger.Undecodable, ledger.Source, "undecodable");
        collector.Add(Events, ledger.Duplicates, ledger.Source, "duplicate");
        collector.Add(Events, ledger.Ignored, ledger.Source, "ignored");
        for (var i = 0; i < FailureNames.Length; i++)
        {
            collector.Add(Undecodable, ledger.UndecodableBecause((PlatformFailure)i), ledger.Source, FailureNames[i]);
        }

        collector.Add(Refusals, ledger.Refusals, ledger.Source);
        collector.Add(Failures, ledger.Failures, ledger.Source);
        collector.Add(Up, ledger.IsUp ? 1 : 0, ledger.Source);
    }

    private long[] ReadAttributed()
    {
        var counts = new long[Kinds.Length * Classes.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = _pipeline.ActionAttribution.Of((AttributionKind)(i / Classes.Length), (AttributionClass)(i % Classes.Length));
        }

        return counts;
    }

    private void CollectConsumers(IMetricCollector collector, long abandoned)
    {
        ImmutableArray<ConsumerStage> consumers = [.. _pipeline.Consumers.Where(consumer => consumer.MindsPlatform)];
        foreach (var consumer in consumers)
        {
            var done = consumer.PlatformEvents.Done;
            collector.Add(ConsumerEvents, consumer.PlatformEvents.In, consumer.Name, "in");
            collector.Add(ConsumerEvents, done, consumer.Name, "done");
        }

        collector.Add(Dropped, abandoned, "attribute", "shutdown");
        foreach (var consumer in consumers)
        {
            collector.Add(Dropped, consumer.PlatformEvents.Failed, consumer.Name, "consumer_failed");
            collector.Add(Dropped, consumer.PlatformEvents.Abandoned, consumer.Name, "shutdown");
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, string[] values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, [.. values]);
}
