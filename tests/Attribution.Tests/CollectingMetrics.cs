using Windsock.Model.Metrics;

namespace Windsock.Attribution.Tests;

/// <summary>Keeps what a metric source reports, by <c>name|label value|...</c>.</summary>
internal sealed class CollectingMetrics : IMetricCollector
{
    public Dictionary<string, double> Values { get; } = [];

    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues)
    {
        Assert.Equal(family.Labels.Length, labelValues.Length);
        Values.Add(string.Join('|', [family.Name, .. labelValues]), value);
    }
}
