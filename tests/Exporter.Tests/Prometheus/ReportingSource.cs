using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Tests.Prometheus;

/// <summary>A metric source that reports what it was given.</summary>
internal sealed class ReportingSource(ImmutableArray<MetricFamily> families, Action<IMetricCollector> report) : IMetricSource
{
    public ImmutableArray<MetricFamily> Families => families;

    public void Collect(IMetricCollector collector) => report(collector);
}
