using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>The sum of each family's series.</summary>
internal sealed class FamilySums : IMetricCollector
{
    private readonly Dictionary<string, double> _sums = [];

    public double Of(string family) => _sums[family];

    public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) => _sums[family.Name] = _sums.GetValueOrDefault(family.Name) + value;
}
