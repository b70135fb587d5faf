namespace Windsock.Model.Metrics;

/// <summary>Takes the numbers of one scrape.</summary>
public interface IMetricCollector
{
    /// <param name="labelValues">One per label of the family, in its order. Any text: the writer escapes it.</param>
    void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues);
}
