using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Tests.Calls;

/// <summary>The series of one scrape, each by the name of its family and its label values with blanks between.</summary>
internal sealed class SeriesCollector : IMetricCollector
{
    private readonly Dictionary<string, double> _series = new(StringComparer.Ordinal);

    /// <summary>Families in the order in which they came, each once for as long as it is not interrupted.</summary>
    public List<string> Families { get; } = [];

    public double this[string series] => _series[series];

    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues)
    {
        _series.Add($"{family.Name} {string.Join(' ', labelValues)}", value);
        if (Families.Count == 0 || Families[^1] != family.Name)
        {
            Families.Add(family.Name);
        }

        Assert.Equal(family.Labels.Length, labelValues.Length);
    }
}
