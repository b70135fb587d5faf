using System.Text.Json.Nodes;
using Windsock.Agent.Cli;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>From flows on a socket to a story over HTTP, and to what a person reads of it.</summary>
public sealed class ToldStoriesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_agent_tells_the_stories_of_tries_with_airflows_own_word_where_it_has_one()
    {
        await using var airflow = await KnowingAirflow.StartAsync();
        await using var played = await PlayedAgent.StartAsync(hasTrouble: false, Stop, $$"""
              api: { baseUrl: "{{airflow.Address}}", requestsPerSecond: 50 }
            detection: { connections: { synTimeout: 3s }, tries: { linger: 6s } }

            """);
        await played.PlayAsync(TimeSpan.FromSeconds(17), Stop);

        // The pod of an operator says itself how it ended.
        var denied = await StoryAsync(played, "dag=invoices&result=failed");
        Assert.Equal(("failed", "pod_phase"), (Text(denied, "result"), Text(denied, "resultSource")));
        var cause = denied["causes"]![0]!;
        Assert.Equal(("policy_denied", "api.payments.example.com"), (Text(cause, "cause"), Text(cause, "peer")));
        Assert.Contains("deny-payments", Text(cause, "sentence"), StringComparison.Ordinal);

        // A KubernetesExecutor's pod ends as Succeeded whatever happened: only Airflow knows.
        var failed = await StoryAsync(played, "dag=quick_checks&result=failed");
        Assert.Equal(("failed", "data-team", "finance"), (Text(failed, "airflowState"), Text(failed["owners"]!, 0), Text(failed["tags"]!, 0)));
        Assert.Contains(airflow.Tries, path => path.Contains($"/dagRuns/{Text(failed, "runId")}/taskInstances/{Text(failed, "taskId")}/tries/", StringComparison.Ordinal));

        var status = await played.Pages.StatusAsync();
        Assert.True(status["tries"]!["kept"]!.GetValue<int>() > 0, status.ToJsonString());
        Assert.Contains(Text(cause, "sentence"), await ExplainAsync(played, Text(denied, "id")), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> StoryAsync(PlayedAgent played, string query)
    {
        var list = await Eventually.GetAsync(() => played.Pages.TriesAsync(query), static tries => tries.Count > 0, Patience, query);
        return await played.Pages.TryAsync(Text(list[0]!, "id"));
    }

    private static async Task<string> ExplainAsync(PlayedAgent played, string id)
    {
        using var output = new StringWriter();
        var console = new CliConsole(output, TextWriter.Null, IsTerminal: false, CliConsole.Unbroken);
        var code = await CommandLine.RunAsync(["explain", "--id", id, "--agent", $"http://{played.Pages.Listen}"], Composition.Verbs, console, Stop);
        Assert.Equal(ExitCode.Ok, code);
        return output.ToString();
    }

    private static string Text(JsonNode node, int index) => node[index]!.GetValue<string>();

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? $"no {name} in {node.ToJsonString()}";
}
