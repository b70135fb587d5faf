using System.Globalization;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>The numbers of one scrape as lines, in the order in which they were given.</summary>
internal sealed class CollectedMetrics : IMetricCollector
{
    public List<string> Lines { get; } = [];

    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) =>
        Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{family.Name}{{{string.Join(',', labelValues!)}}} {value}"));
}
