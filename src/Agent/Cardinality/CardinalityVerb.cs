using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Explain;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Cardinality;

/// <summary><c>windsock cardinality</c>: how many series DAGs make, before they do.</summary>
internal static class CardinalityVerb
{
    public static async Task<int> RunAsync(CardinalityArguments arguments, CliConsole console, CancellationToken stop)
    {
        var outcome = AgentConfiguration.Load(arguments.Config, ProcessEnvironment.Read());
        if (outcome.Configuration is not { } configuration)
        {
            console.Error.Write(ConfigurationText.Errors(outcome.Errors));
            return ExitCode.Usage;
        }

        var budget = configuration.Get<PrometheusOptions>();
        return arguments.Agent is null && arguments.MetricsFile is null
            ? await PlanAsync(arguments, budget, console)
            : Grow(await PageAsync(arguments, stop), arguments, budget, console);
    }

    private static async Task<int> PlanAsync(CardinalityArguments arguments, PrometheusOptions budget, CliConsole console)
    {
        var errors = new List<ConfigurationError>();
        var dags = arguments.DagsFile is { } file ? DagPlanFile.Load(file, errors) : [Simple(arguments)];
        if (errors.Count > 0)
        {
            console.Error.Write(ConfigurationText.Errors([.. errors]));
            return ExitCode.Usage;
        }

        var plan = new ClusterPlan(dags, arguments.Nodes, arguments.NodesPerTask);
        if (plan.Placements > ClusterPlan.MaxPlacements)
        {
            throw new CommandFailure(
                string.Create(CultureInfo.InvariantCulture, $"{plan.TaskCount} tasks on {Math.Min(plan.NodesPerTask, plan.Nodes)} nodes each are {plan.Placements} pairs, at most {ClusterPlan.MaxPlacements}; reckon a part of the DAGs and multiply"),
                ExitCode.Usage);
        }

        var document = CardinalityForecast.Of(plan, budget, await OwnSeries.CountAsync());
        console.Out.Write(arguments.Output == OutputFormat.Json
            ? JsonSerializer.Serialize(document, CardinalityJson.Readable.CardinalityDocument) + "\n"
            : CardinalityText.Of(document, console));
        return ExitCode.Ok;
    }

    private static DagPlan Simple(CardinalityArguments arguments) => new(arguments.Dags, arguments.Tasks, new TaskTraffic
    {
        Peers = arguments.Peers,
        HasMesh = arguments.HasMesh,
        Requests = arguments.HasMesh ? DagPlanFile.MeshedRequests : 0,
    });

    private static int Grow(MetricsPage page, CardinalityArguments arguments, PrometheusOptions budget, CliConsole console)
    {
        var document = CardinalityGrowth.Of(page, arguments.Times, budget);
        console.Out.Write(arguments.Output == OutputFormat.Json
            ? JsonSerializer.Serialize(document, CardinalityJson.Readable.GrowthDocument) + "\n"
            : CardinalityText.Of(document, console));
        return ExitCode.Ok;
    }

    private static async Task<MetricsPage> PageAsync(CardinalityArguments arguments, CancellationToken stop)
    {
        try
        {
            if (arguments.MetricsFile is { } file)
            {
                return AgentPage(MetricsPage.Parse(await File.ReadAllTextAsync(file, stop)), file);
            }

            using var api = new AgentApi(arguments.Agent!, "cardinality");
            return AgentPage(MetricsPage.Parse(await api.MetricsAsync(stop)), api.Name);
        }
        catch (FormatException failure)
        {
            throw new CommandFailure($"{arguments.MetricsFile ?? arguments.Agent!.ToString()}: not a page of metrics: {SafeText.Of(failure.Message)}", ExitCode.Failed, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"--from-metrics: {arguments.MetricsFile} cannot be read: {failure.Message}", ExitCode.Usage, failure);
        }
    }

    private static MetricsPage AgentPage(MetricsPage page, string name) => page.Of("windsock_build_info").Any()
        ? page
        : throw new CommandFailure($"{name} is no page of a windsock agent: it has no windsock_build_info. Save one with: curl http://127.0.0.1:9465/metrics");
}
