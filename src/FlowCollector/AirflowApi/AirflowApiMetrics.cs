using System.Collections.Immutable;
using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>What the agent says about its questions to Airflow.</summary>
/// <param name="counts">Null: Airflow is not asked, and there is no series.</param>
internal sealed class AirflowApiMetrics(AirflowApiCounts? counts) : IMetricSource
{
    private static readonly ImmutableArray<string> RequestOutcomes = Names<RequestOutcome>();
    private static readonly ImmutableArray<string> TryOutcomes = Names<TryOutcome>();

    private static readonly MetricFamily Requests = Family(
        "airflow_api_requests_total", "Requests to Airflow's REST API, by how they ended.", RequestOutcomes);

    private static readonly MetricFamily Tries = Family(
        "airflow_api_tries_total", "Ended tries that Airflow was to be asked about, by what became of the question.", TryOutcomes);

    public ImmutableArray<MetricFamily> Families { get; } = [Requests, Tries];

    public void Collect(IMetricCollector collector)
    {
        if (counts is null)
        {
            return;
        }

        for (var outcome = 0; outcome < RequestOutcomes.Length; outcome++)
        {
            collector.Add(Requests, counts.Of((RequestOutcome)outcome), RequestOutcomes[outcome]);
        }

        for (var outcome = 0; outcome < TryOutcomes.Length; outcome++)
        {
            collector.Add(Tries, counts.Of((TryOutcome)outcome), TryOutcomes[outcome]);
        }
    }

    private static MetricFamily Family(string name, string help, ImmutableArray<string> outcomes) => new(name, MetricKind.Counter, help, ["outcome"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("outcome", outcomes),
    };

    /// <summary>Member names in snake_case, in the order of their values.</summary>
    private static ImmutableArray<string> Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
