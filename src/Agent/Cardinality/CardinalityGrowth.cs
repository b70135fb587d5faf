using System.Globalization;
using Windsock.Agent.Cli;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary>What an agent has now, and what it would have with more DAGs like those it has.</summary>
internal static class CardinalityGrowth
{
    /// <param name="times">At least 1.</param>
    /// <exception cref="CommandFailure">These are too many DAGs.</exception>
    public static GrowthDocument Of(MetricsPage page, int times, PrometheusOptions budget)
    {
        var census = new MetricsCensus(page);
        if ((long)census.Dags * times > ClusterPlan.MaxDags)
        {
            throw new CommandFailure(
                string.Create(CultureInfo.InvariantCulture, $"--times: {times} times {census.Dags} DAGs are {(long)census.Dags * times}, at most {ClusterPlan.MaxDags}"),
                ExitCode.Usage);
        }

        var demands = census.Demands;
        var grown = SeriesForecast.Of([.. Enumerable.Repeat(demands, times).SelectMany(dags => dags)], budget);
        return new GrowthDocument
        {
            Dags = census.Dags,
            Tasks = census.Tasks,
            Times = times,
            Budget = BudgetDocument.Of(budget),
            Families =
            [
                .. grown.Select((family, index) => new FamilyGrowth
                {
                    Family = family.Family.Name,
                    Now = census.Series[index],
                    PerTask = Math.Round((double)census.Series[index] / Math.Max(1, census.Tasks), 2),
                    Grown = family.Live,
                    Folded = family.Folded,
                    FoldedSoFar = census.FoldedSoFar(family.Family.Name),
                }),
            ],
            OwnSeries = census.OwnSeries,
            Now = census.Series.Sum() + census.OwnSeries,
            Grown = grown.Sum(family => family.Live) + census.OwnSeries,
        };
    }
}
