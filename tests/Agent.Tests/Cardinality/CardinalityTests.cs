using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Agent.Cardinality;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Cardinality;

namespace Windsock.Agent.Tests.Cardinality;

/// <summary>The verb as a person calls it.</summary>
public sealed class CardinalityTests : IDisposable
{
    private const string Page = """
        # TYPE windsock_denials_total counter
        windsock_denials_total{namespace="airflow",dag_id="etl",task_id="load",layer="l3_l4",cause="policy_denied"} 0
        windsock_denials_total{namespace="airflow",dag_id="etl",task_id="load",layer="l7",cause="dns"} 0
        windsock_peer_connections_total{namespace="airflow",dag_id="etl",task_id="load",peer="data/postgres"} 3
        windsock_peer_connections_total{namespace="airflow",dag_id="etl",task_id="extract",peer="data/postgres"} 3
        windsock_peer_connections_total{namespace="airflow",dag_id="etl",task_id="_other",peer="_other"} 9
        windsock_connection_setup_seconds_bucket{namespace="airflow",dag_id="ml",task_id="train",direction="egress",le="+Inf"} 1
        windsock_series_folded_total{family="peer_connections_total"} 7
        windsock_build_info{version="0.1.0"} 1

        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Series_of_DAGs_that_are_alike_are_a_table()
    {
        var (code, output, error) = await RunAsync("cardinality", "--dags", "200", "--tasks", "5", "--peers", "6", "--nodes", "50", "--nodes-per-task", "2");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches("Cardinality/Golden/plan.txt", WithoutOwn(output));
    }

    [Fact]
    public async Task What_does_not_fit_a_budget_is_named_with_the_budget()
    {
        var config = _folder.Write("windsock.yaml", "metrics: { seriesPerFamily: 1000, seriesPerDag: 100, peersPerTask: 10 }");
        var dags = _folder.Write("dags.yaml", """
            dags:
              - dag: etl_orders
                tasks: 40
                peers: 12
                mesh: true
                troubles: 1
              - { dag: "customer_*", count: 60, tasks: 5 }

            """);

        var (code, output, error) = await RunAsync("cardinality", "--dags", dags, "--config", config);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches("Cardinality/Golden/folded.txt", WithoutOwn(output));
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        var (_, output, _) = await RunAsync("cardinality", "--dags", "3", "--tasks", "2", "-o", "json");

        var document = JsonSerializer.Deserialize(output, CardinalityJson.Default.CardinalityDocument)!;
        Assert.Equal((3, 6, 1), (document.Dags, document.Tasks, document.Nodes));
        Assert.Equal((36, 36, 0), (Family(document, "denials_total").FullestNode, Family(document, "denials_total").Cluster, Family(document, "denials_total").Folded));
        Assert.Equal(document.Families.Sum(family => family.FullestNode) + document.OwnSeriesPerAgent, document.FullestNode);
        Assert.InRange(document.OwnSeriesPerAgent, 300, 2_000);
    }

    [Fact]
    public async Task A_list_of_DAGs_may_be_JSON()
    {
        var dags = _folder.Write("dags.json", """{ "dags": [ { "dag": "a", "tasks": 4, "serves": true }, { "dag": "b", "tasks": 2 } ] }""");

        var (_, output, _) = await RunAsync("cardinality", "--dags", dags, "-o", "json");

        var document = JsonSerializer.Deserialize(output, CardinalityJson.Default.CardinalityDocument)!;
        Assert.Equal(6, document.Tasks);
        Assert.Equal((8 + 2) * 17, Family(document, "connection_setup_seconds").Cluster);
    }

    [Fact]
    public void Every_mistake_in_a_list_of_DAGs_is_said_at_once()
    {
        var errors = new List<ConfigurationError>();
        var dags = DagPlanFile.Read("dags.yaml", """
            dags:
              - dag: etl
                task: 5
              - { dag: b, tasks: 0, mesh: maybe, dnsCodes: 14 }
              - just_a_name
            nodes: 3

            """, errors);

        Assert.Empty(dags);
        Golden.Matches("Cardinality/Golden/mistakes.txt", ConfigurationText.Errors([.. errors]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dags: []")]
    [InlineData("- dag: a")]
    [InlineData("dags: 5")]
    public void A_file_without_DAGs_is_a_mistake(string text)
    {
        var errors = new List<ConfigurationError>();

        Assert.Empty(DagPlanFile.Read("dags.yaml", text, errors));
        Assert.Single(errors);
    }

    [Fact]
    public async Task A_saved_page_is_counted_and_grown()
    {
        var (code, output, error) = await RunAsync("cardinality", "--from-metrics", _folder.Write("page.txt", Page), "--times", "4");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches("Cardinality/Golden/growth.txt", output);
    }

    [Fact]
    public void A_page_grows_by_its_DAGs_and_not_by_what_was_folded()
    {
        var growth = CardinalityGrowth.Of(MetricsPage.Parse(Page), 3, new PrometheusOptions());

        Assert.Equal((2, 3), (growth.Dags, growth.Tasks));
        var peers = growth.Families.Single(family => family.Family == "peer_connections_total");
        Assert.Equal((3, 6, 7), (peers.Now, peers.Grown, peers.FoldedSoFar));
        Assert.Equal(2, growth.OwnSeries);
    }

    [Theory]
    [InlineData("up 1\n", "is no page of a windsock agent")]
    [InlineData("<html>", "not a page of metrics")]
    public async Task A_page_of_something_else_is_refused(string page, string words)
    {
        var (code, output, error) = await RunAsync("cardinality", "--from-metrics", _folder.Write("page.txt", page));

        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_can_be_reckoned_is_refused_with_the_limit()
    {
        var (code, _, error) = await RunAsync("cardinality", "--dags", "100000", "--tasks", "1000", "--nodes", "10");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("100000000 pairs, at most 10000000", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(7, 3)]
    [InlineData(500, 2)]
    [InlineData(5, 9)]
    public void Tasks_are_dealt_out_evenly_and_none_is_lost(int nodes, int nodesPerTask)
    {
        ImmutableArray<DagPlan> dags = [new(5, 3, new TaskTraffic()), new(1, 40, new TaskTraffic()), new(20, 1, new TaskTraffic())];
        var plan = new ClusterPlan(dags, nodes, nodesPerTask);

        var tasks = TaskPlacement.Of(plan, new PrometheusOptions()).Select(node => node.Sum(dag => dag.Tasks)).ToArray();

        Assert.Equal(plan.Placements, tasks.Sum());
        Assert.InRange(tasks.Max() - tasks.Min(), 0, 1);
        Assert.Equal(tasks.Max(), tasks[0]);
    }

    private static FamilySeries Family(CardinalityDocument document, string name) => document.Families.Single(family => family.Family == name);

    // What an agent says about itself grows with every part of it.
    private static string WithoutOwn(string output) => string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("about the agent", StringComparison.Ordinal) && !line.StartsWith("together", StringComparison.Ordinal)));

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, Composition.Verbs, new CliConsole(output, error, false, CliConsole.Unbroken), Stop);
        return (code, output.ToString(), error.ToString());
    }
}
