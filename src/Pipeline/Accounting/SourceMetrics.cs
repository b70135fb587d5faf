using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Model.Sources;

namespace Windsock.Pipeline.Accounting;

/// <summary>The books of the sources as metrics: the first half of the loss ledger (<c>offered = received + lost</c>,
/// <c>received = decoded + undecodable + duplicates</c>).</summary>
public sealed class SourceMetrics(ImmutableArray<SourceLedger> ledgers) : IMetricSource
{
    private static readonly string[] FailureNames = ["malformed", "oversized", "compressed", "not_a_flow"];
    private static readonly string[] LossNames = ["unknown", "perf_event_ring_buffer", "observer_events_queue", "hubble_ring_buffer"];

    private static readonly MetricFamily Received = new("source_events_total", MetricKind.Counter, "Flow messages taken off the wire (or out of a file): decoded, undecodable and duplicates together.", ["source"]);
    private static readonly MetricFamily Decoded = new("source_decoded_total", MetricKind.Counter, "Flow messages that were decoded; each is counted once in attribution_total or as filtered in dropped_total.", ["source"]);

    private static readonly MetricFamily Undecodable = new("source_undecodable_total", MetricKind.Counter, "Flow messages that could not be read, by reason; the stream goes on.", ["source", "reason"])
    {
        ClosedValues = Closed("reason", FailureNames),
    };

    private static readonly MetricFamily Duplicates = new("source_duplicates_total", MetricKind.Counter, "Flow messages sent again after a reconnect, recognised by their id and dropped on purpose.", ["source"]);

    private static readonly MetricFamily Lost = new("source_lost_events_total", MetricKind.Counter, "Events the source lost before it could send them, by its own word.", ["source", "reason"])
    {
        ClosedValues = Closed("reason", LossNames),
    };

    private static readonly MetricFamily Gaps = new("source_gaps_total", MetricKind.Counter, "Reconnects after which nothing already seen came again: flows may be missing, nobody can say how many.", ["source"]);
    private static readonly MetricFamily Failures = new("source_failures_total", MetricKind.Counter, "Times the source failed and was started again.", ["source"]);
    private static readonly MetricFamily Up = new("source_up", MetricKind.Gauge, "1 while the source's stream is established.", ["source"]);
    private static readonly MetricFamily NodeUp = new("source_node_up", MetricKind.Gauge, "1 while a node behind a relay reports.", ["source", "node"]);
    private static readonly MetricFamily Completeness = new("completeness_ratio", MetricKind.Gauge, "Decoded flows over offered ones (received and lost) since the start; 1 when nothing was offered.", ["source"]) { Unit = "ratio" };

    public ImmutableArray<MetricFamily> Families => [Received, Decoded, Undecodable, Duplicates, Lost, Gaps, Failures, Up, NodeUp, Completeness];

    public void Collect(IMetricCollector collector)
    {
        Each(collector, Received, ledger => ledger.Received);
        Each(collector, Decoded, ledger => ledger.Decoded);
        foreach (var ledger in ledgers)
        {
            for (var i = 0; i < FailureNames.Length; i++)
            {
                collector.Add(Undecodable, ledger.UndecodableBecause((DecodeFailure)i), ledger.Source, FailureNames[i]);
            }
        }

        Each(collector, Duplicates, ledger => ledger.Duplicates);
        foreach (var ledger in ledgers)
        {
            for (var i = 0; i < LossNames.Length; i++)
            {
                collector.Add(Lost, ledger.LostBecause((LossReason)i), ledger.Source, LossNames[i]);
            }
        }

        Each(collector, Gaps, ledger => ledger.Gaps);
        Each(collector, Failures, ledger => ledger.Failures);
        Each(collector, Up, ledger => ledger.IsUp ? 1 : 0);
        foreach (var ledger in ledgers)
        {
            foreach (var (node, isUp) in ledger.Nodes)
            {
                collector.Add(NodeUp, isUp ? 1 : 0, ledger.Source, node);
            }
        }

        Each(collector, Completeness, ledger => ledger.Completeness);
    }

    private void Each(IMetricCollector collector, MetricFamily family, Func<SourceLedger, double> value)
    {
        foreach (var ledger in ledgers)
        {
            collector.Add(family, value(ledger), ledger.Source);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, string[] values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, [.. values]);
}
