using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.FlowLog;

/// <summary>The books of the flow log as metrics.</summary>
internal sealed class FlowLogMetrics(ImmutableArray<FlowLogBooks> books) : IMetricSource
{
    private static readonly string[] ReasonNames = ["queue_full", "failed", "rejected", "shutdown"];
    private static readonly ImmutableArray<string> OutputNames = ["stdout", "file", "otlp"];

    private static readonly MetricFamily Offered = new("flow_log_offered_total", MetricKind.Counter, "Flow events offered to an output of the flow log; those that are not in the other flow_log metrics yet wait or are under way.", ["output"]) { ClosedValues = Closed("output", OutputNames) };

    private static readonly MetricFamily Events = new("flow_log_events_total", MetricKind.Counter, "Flow events that the flow log has finished: written, or filtered on purpose.", ["output", "outcome"])
    {
        ClosedValues = Closed("output", OutputNames).Add("outcome", ["written", "filtered"]),
    };

    private static readonly MetricFamily Dropped = new("flow_log_dropped_total", MetricKind.Counter, "Flow events that were not logged although they might have been wanted: the output was too slow, failed, would not take them, or the agent stopped.", ["output", "reason"])
    {
        ClosedValues = Closed("output", OutputNames).Add("reason", [.. ReasonNames]),
    };

    private static readonly MetricFamily Records = new("flow_log_records_total", MetricKind.Counter, "Records written: a flow event between two tasks makes two.", ["output"]) { ClosedValues = Closed("output", OutputNames) };

    private static readonly MetricFamily Bytes = new("flow_log_bytes_total", MetricKind.Counter, "Bytes written or sent, before compression.", ["output"]) { Unit = "bytes", ClosedValues = Closed("output", OutputNames) };

    public ImmutableArray<MetricFamily> Families => [Offered, Events, Dropped, Records, Bytes];

    public void Collect(IMetricCollector collector)
    {
        // What has come out is read before what went in, so that no scrape shows more out than in.
        foreach (var output in OutputNames)
        {
            Collect(collector, output, books.FirstOrDefault(one => one.Output == output) ?? new FlowLogBooks(output));
        }
    }

    private static void Collect(IMetricCollector collector, string output, FlowLogBooks books)
    {
        var (written, filtered) = (books.Written, books.Filtered);
        var dropped = Enum.GetValues<FlowLogDrop>().Select(books.DroppedBecause).ToArray();
        collector.Add(Offered, books.Offered, output);
        collector.Add(Events, written, output, "written");
        collector.Add(Events, filtered, output, "filtered");
        for (var reason = 0; reason < dropped.Length; reason++)
        {
            collector.Add(Dropped, dropped[reason], output, ReasonNames[reason]);
        }

        collector.Add(Records, books.Records, output);
        collector.Add(Bytes, books.Bytes, output);
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, ImmutableArray<string> values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, values);
}
