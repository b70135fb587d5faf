using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>What the budgets of some families are at, as metrics about the agent itself.</summary>
internal sealed class BudgetReport(IReadOnlyList<SeriesFamily> families)
{
    private static readonly MetricFamily Live = new("series", MetricKind.Gauge, "Series that exist, by budgeted metric family.", ["family"]) { ClosedValues = Names() };

    private static readonly MetricFamily Folded = new("series_folded_total", MetricKind.Counter, "New series that were folded into _other because a budget was spent: once per task and label set, and per connection for peers past a task's limit.", ["family"]) { ClosedValues = Names() };

    private static readonly MetricFamily Expired = new("series_expired_total", MetricKind.Counter, "Series of idle tasks that were removed after a scrape had shown them; their values leave the sums with them.", ["family"]) { ClosedValues = Names() };

    public static ImmutableArray<MetricFamily> Families => [Live, Folded, Expired];

    public void Collect(IMetricCollector collector)
    {
        foreach (var family in families)
        {
            collector.Add(Live, family.Live, family.Definition.Name);
        }

        foreach (var family in families)
        {
            collector.Add(Folded, family.Folded, family.Definition.Name);
        }

        foreach (var family in families)
        {
            collector.Add(Expired, family.Expired, family.Definition.Name);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Names() =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("family", [.. MetricRegistry.TaskFamilies.Select(family => family.Name)]);
}
