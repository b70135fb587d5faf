using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Alerts;

/// <summary>What sinks did not send on purpose.</summary>
internal sealed class AlertSinkMetrics(ImmutableArray<SelectiveSink> sinks) : IMetricSource
{
    private static readonly MetricFamily Withheld = new(
        "alert_sink_withheld_total", MetricKind.Counter, "Messages that reached a sink and were not sent, because they are below its minSeverity or resolved ones are not wanted.", ["sink"]);

    public ImmutableArray<MetricFamily> Families => [Withheld];

    public void Collect(IMetricCollector collector)
    {
        foreach (var sink in sinks)
        {
            collector.Add(Withheld, sink.Withheld.Value, sink.Name);
        }
    }
}
