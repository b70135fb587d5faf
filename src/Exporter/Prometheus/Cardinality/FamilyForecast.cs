using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>Series of one family on one agent. A histogram's buckets, sum and count are a series each.</summary>
/// <param name="Wanted">Series without budgets.</param>
/// <param name="Own">Series of tasks that fit the budgets.</param>
/// <param name="Other">Series that what did not fit is counted in.</param>
public sealed record FamilyForecast(MetricFamily Family, long Wanted, long Own, long Other)
{
    /// <summary>Series on the agent's page.</summary>
    public long Live => Own + Other;

    /// <summary>Series that tasks would have and do not get.</summary>
    public long Folded => Wanted - Own;
}
