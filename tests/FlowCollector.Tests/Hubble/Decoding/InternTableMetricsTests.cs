using Google.Protobuf;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Decoding;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Tests.Hubble.Decoding;

public sealed class InternTableMetricsTests
{
    [Fact]
    public void Every_table_shows_its_entries_capacity_and_evictions_from_the_start()
    {
        var decoder = new HubbleDecoder();
        var metrics = new InternTableMetrics(decoder);
        var before = Collect(metrics);

        var flow = default(Model.Flows.Flow);
        decoder.Decode(new SomeResponse(3).Next().ToByteArray(), ref flow, out _);
        var after = Collect(metrics);

        Assert.Equal(metrics.Families.Length * HubbleDecoder.TableNames.Length, before.Count);
        Assert.Equal(before.Keys, after.Keys);
        Assert.Equal(0, before["intern_entries texts"]);
        Assert.True(after["intern_entries texts"] > 0);
        Assert.Equal(65_536, after["intern_capacity endpoints"]);
        Assert.Equal(0, after["intern_evictions_total policies"]);
    }

    private static Dictionary<string, double> Collect(InternTableMetrics metrics)
    {
        var collector = new CollectingCollector();
        metrics.Collect(collector);
        return collector.Values;
    }

    private sealed class CollectingCollector : IMetricCollector
    {
        public Dictionary<string, double> Values { get; } = [];

        public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) => Values.Add($"{family.Name} {labelValues[0]}", value);
    }
}
