using System.Collections.Immutable;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>Shows how full the decoder's tables are: many evictions mean that the same bytes are parsed again and again.</summary>
internal sealed class InternTableMetrics : IMetricSource
{
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Tables =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("table", HubbleDecoder.TableNames);

    private static readonly MetricFamily Entries = new(
        "intern_entries", MetricKind.Gauge, "Endpoints, texts and other shared parts of flows that the decoder remembers.", ["table"])
    {
        ClosedValues = Tables,
    };

    private static readonly MetricFamily Capacity = new(
        "intern_capacity", MetricKind.Gauge, "Entries that the decoder remembers at most.", ["table"])
    { ClosedValues = Tables };

    private static readonly MetricFamily Evictions = new(
        "intern_evictions_total", MetricKind.Counter, "Remembered entries that gave way to others.", ["table"])
    { ClosedValues = Tables };

    private readonly HubbleDecoder _decoder;

    public InternTableMetrics(HubbleDecoder decoder) => _decoder = decoder;

    public ImmutableArray<MetricFamily> Families { get; } = [Entries, Capacity, Evictions];

    public void Collect(IMetricCollector collector)
    {
        var sizes = _decoder.Tables;
        foreach (var size in sizes)
        {
            collector.Add(Entries, size.Count, size.Name);
        }

        foreach (var size in sizes)
        {
            collector.Add(Capacity, size.Capacity, size.Name);
        }

        foreach (var size in sizes)
        {
            collector.Add(Evictions, size.Evictions, size.Name);
        }
    }
}
