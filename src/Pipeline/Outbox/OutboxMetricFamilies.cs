using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Pipeline.Outbox;

/// <summary>What an outbox reports, for whoever describes metrics without having one.</summary>
public static class OutboxMetricFamilies
{
    public static ImmutableArray<MetricFamily> All => OutboxMetrics.All;
}
