using System.Collections.Immutable;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What comes to the port that proxies send to, and what it turns away before anybody reads it.</summary>
internal sealed class ReceiverMetrics(GrpcServerCounts counts, ReceiverPort port) : IMetricSource
{
    private static readonly ImmutableArray<string> Reasons = ["oversized", "compressed", "broken", "refused"];

    private static readonly MetricFamily Streams = new("call_receiver_streams", MetricKind.Gauge, "Calls of the gRPC server that are under way: a proxy has one stream per worker thread and logger.", []);
    private static readonly MetricFamily Messages = new("call_receiver_messages_total", MetricKind.Counter, "Messages that the gRPC server has taken.", []);
    private static readonly MetricFamily Held = new("call_receiver_held_bytes", MetricKind.Gauge, "Bytes of messages that have begun and not ended.", []);

    private static readonly MetricFamily Refused = new(
        "call_receiver_refused_total", MetricKind.Counter, "Calls of the gRPC server that it ended, or whose end broke off, by reason.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", Reasons),
    };

    public ImmutableArray<MetricFamily> Families { get; } = [Streams, Messages, Held, Refused];

    public void Collect(IMetricCollector collector)
    {
        // Ended first: a call that ends in between must not make the gauge negative.
        var ended = counts.Ended.Value;
        collector.Add(Streams, counts.Calls.Value - ended);
        collector.Add(Messages, counts.Messages.Value);
        collector.Add(Held, port.HeldNow);
        collector.Add(Refused, counts.Oversized.Value, Reasons[0]);
        collector.Add(Refused, counts.Compressed.Value, Reasons[1]);
        collector.Add(Refused, counts.Broken.Value, Reasons[2]);
        collector.Add(Refused, counts.Refused.Value, Reasons[3]);
    }
}
