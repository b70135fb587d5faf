using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Guardrails;
using Windsock.Agent.Running;
using Windsock.Detection.Guardrails;
using Windsock.Model.Findings;

namespace Windsock.Agent.Tests.Guardrails;

public sealed class GuardrailReaderTests
{
    private const string Everything = """
        guardrails:
          - name: payments-egress
            mode: alert
            dags: ["payments_*", billing]
            tasks: ["load*"]
            namespaces: [airflow]
            tags: [finance]
            severity: critical
            allow:
              - service: data/postgres
                ports: [5432]
              - dns: "*.GoogleAPIs.com"
              - cidr: 10.20.0.0/16
              - airflow: true
            deny:
              - entity: world
                ports: [22, "6000-6100"]
              - workload: "airflow/etl.*"
            serviceAccounts: ["payments-*"]
            mutualTls: required
            metadataService: forbidden
            limits: { connections: 500, peers: 20, denials: 0, duration: 1h30m }
          - { name: watch, mode: observe, dags: ["*"], metadataService: forbidden }
        """;

    private static readonly Dictionary<string, string> SomeNode = new() { ["NODE_NAME"] = "worker-1" };

    [Fact]
    public void Every_key_is_read_and_every_part_knows_its_line()
    {
        var errors = new List<ConfigurationError>();
        var set = GuardrailReader.Read("payments.yaml", Everything, errors);

        Assert.Empty(errors);
        var guardrail = set.Guardrails[0];
        Assert.Equal(("payments-egress", GuardrailMode.Alert, Severity.Critical, "payments.yaml:2"), (guardrail.Name, guardrail.Mode, guardrail.Severity, guardrail.Source.ToString()));
        Assert.Equal(["payments_*", "billing"], guardrail.Scope.Dags.Select(pattern => pattern.Text));
        Assert.Equal(["load*", "airflow", "finance"], [guardrail.Scope.Tasks.Single().Text, guardrail.Scope.Namespaces.Single().Text, guardrail.Scope.Tags.Single().Text]);
        Assert.Equal("payments.yaml:9", guardrail.Allow!.Source.ToString());
        Assert.Equal(
            ["service data/postgres ports 5432 @10", "dns *.googleapis.com @12", "cidr 10.20.0.0/16 @13", "airflow @14"],
            guardrail.Allow.Clauses.Select(clause => $"{clause.Words} @{clause.Source.Line}"));
        Assert.Equal(["entity world ports 22, 6000-6100 @16", "workload airflow/etl.* @18"], guardrail.Deny.Select(clause => $"{clause.Words} @{clause.Source.Line}"));
        Assert.Equal(("payments-*", 19, 20, 21), (guardrail.ServiceAccounts!.ToString(), guardrail.ServiceAccounts.Source.Line, guardrail.MutualTls!.Value.Line, guardrail.MetadataForbidden!.Value.Line));
        Assert.Equal(
            [(LimitKind.Connections, 500), (LimitKind.Peers, 20), (LimitKind.Denials, 0), (LimitKind.Duration, 5_400L)], guardrail.Limits.Select(limit => (limit.Kind, limit.Most)));
        Assert.All(guardrail.Limits, limit => Assert.Equal(22, limit.Source.Line));
        Assert.Equal((GuardrailMode.Observe, Severity.Warning, null), (set.Guardrails[1].Mode, set.Guardrails[1].Severity, set.Guardrails[1].Allow));
    }

    [Fact]
    public void The_example_that_is_deployed_works()
    {
        var errors = new List<ConfigurationError>();
        var set = GuardrailReader.Read("example.yaml", File.ReadAllText(Path.Combine(Golden.RepositoryRoot, "deploy", "guardrails", "example.yaml")), errors);

        Assert.Empty(errors);
        Assert.Equal(["payments-egress", "no-metadata-service", "protected-calls"], set.Guardrails.Select(guardrail => guardrail.Name));
    }

    [Fact]
    public void Files_are_found_from_the_folder_of_the_configuration_and_each_is_read_once()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "rules"));
        folder.Write("rules/b.yaml", One("b"));
        folder.Write("rules/a.yaml", One("a"));
        folder.Write("rules/.hidden.yaml", "not: read");
        folder.Write("rules/c.txt", "not: read");

        var configuration = Good(folder, "[rules/b.yaml, 'rules/*.yaml']");
        var set = configuration.Find<GuardrailSet>()!;

        Assert.Equal(["rules/b.yaml", "rules/a.yaml"], set.Files);
        Assert.Equal(["b @rules/b.yaml:1", "a @rules/a.yaml:1"], set.Guardrails.Select(guardrail => $"{guardrail.Name} @{guardrail.Source}"));
        Assert.Same(set, AgentSettings.From(configuration).Guardrails);
    }

    [Fact]
    public void Check_config_shows_what_is_in_force()
    {
        using var folder = new TemporaryFolder();
        folder.Write("payments.yaml", Everything);
        var configuration = Good(folder, "[payments.yaml]");

        Golden.Matches("Guardrails/Golden/summary.txt", GuardrailText.Summary(configuration));
        Assert.Contains(
            "\"name\": \"payments-egress\",\n      \"mode\": \"alert\",\n      \"severity\": \"critical\",", ConfigurationText.Json(ConfigurationOutcome.Good(configuration)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nothing_can_tell_the_agent_is_a_warning()
    {
        using var folder = new TemporaryFolder();
        folder.Write("payments.yaml", Everything);

        var warnings = Good(folder, "[payments.yaml]").Warnings;
        Assert.Contains("payments.yaml:20: guardrail payments-egress requires mutual TLS, and nothing tells the agent of it; turn on istio.accessLog, istio.metrics or otlp", warnings);
        Assert.Contains("payments.yaml:2: guardrail payments-egress goes by tags, which only Airflow's REST API tells; set airflow.api.baseUrl", warnings);
    }

    [Fact]
    public async Task Nothing_runs_with_a_guardrail_that_is_wrong()
    {
        using var folder = new TemporaryFolder();
        folder.Write("payments.yaml", "guardrails:\n  - name: x\n    mode: alert\n    dags: ['*']\n");
        var file = folder.Write("windsock.yml", "detection: { guardrails: { files: [payments.yaml] } }");
        using var error = new StringWriter();
        var console = new CliConsole(TextWriter.Null, error, false, CliConsole.Unbroken);
        var ran = false;
        Verb<RunArguments> run = (_, _, _) =>
        {
            ran = true;
            return Task.FromResult(ExitCode.Ok);
        };

        var code = await RunVerb.RunAsync(file, run, console, CancellationToken.None);
        var checkedCode = CheckConfigVerb.Run(file, SomeNode, OutputFormat.Table, console);

        Assert.Equal((ExitCode.Usage, ExitCode.Usage, false), (code, checkedCode, ran));
        const string mistake = "payments.yaml:2: guardrails.x: says nothing; give at least one of: allow, deny, serviceAccounts, mutualTls, metadataService, limits\nwindsock: 1 mistake in the configuration\n";
        Assert.Equal(mistake + mistake, error.ToString());
    }

    private static string One(string name) => $"guardrails: [{{ name: {name}, mode: alert, dags: ['*'], metadataService: forbidden }}]";

    private static LoadedConfiguration Good(TemporaryFolder folder, string files)
    {
        var outcome = AgentConfiguration.Load(folder.Write("windsock.yml", $"detection: {{ guardrails: {{ files: {files} }} }}"), SomeNode);

        Assert.Empty(outcome.Errors);
        return outcome.Configuration!;
    }
}
