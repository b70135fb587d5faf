using System.Text.Json;
using System.Text.Json.Nodes;
using Windsock.Agent.Cli;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>From flows on a socket to what a person sees of them, by an agent that really runs.</summary>
public sealed class ObservedAgentTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_agent_shows_its_flows_and_what_its_dags_do()
    {
        await using var played = await PlayedAgent.StartAsync(hasTrouble: false, Stop);
        await played.PlayAsync(TimeSpan.FromSeconds(4), Stop);

        var records = (await PrintAsync(played, "observe", "--last", "4096", "-o", "json")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.Contains(record["class"]!.GetValue<string>(), new[] { "exact", "inferred" }));
        var busiest = records.Where(record => record["dagId"] is not null).GroupBy(record => record["dagId"]!.GetValue<string>()).MaxBy(group => group.Count())!;

        var narrowed = await PrintAsync(played, "observe", "--dag", busiest.Key, "--last", "4096", "-o", "json");
        Assert.All(narrowed.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(busiest.Key, JsonNode.Parse(line)!["dagId"]!.GetValue<string>()));
        Assert.Contains($"{busiest.Key}.", await PrintAsync(played, "observe", "--dag", busiest.Key), StringComparison.Ordinal);

        // What is counted per DAG is what the metrics count.
        await Eventually.HoldsAsync(
            async () =>
            {
                var dags = JsonNode.Parse(await PrintAsync(played, "top", "-o", "json", "--limit", "1000"))!["dags"]!.AsArray();
                var counted = dags.Sum(dag => dag!["sinceStart"]!["flows"]!.GetValue<long>());
                var page = await played.Pages.MetricsAsync();
                return counted > 0 && counted == (long)page.Sum("windsock_flow_events_total");
            },
            Patience,
            "the sum over DAGs is that of the metrics");
        Assert.Contains(busiest.Key, await PrintAsync(played, "top", "--once"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_sees_flows_while_they_come_and_the_agents_end()
    {
        await using var played = await PlayedAgent.StartAsync(hasTrouble: false, Stop);
        using var output = new Observe.LineWriter();
        using var error = new Observe.LineWriter();
        var following = CommandLine.RunAsync(
            ["observe", "-f", "-o", "jsonpb", "--agent", $"http://{played.Pages.Listen}"], Composition.Verbs, new CliConsole(output, error, false, CliConsole.Unbroken), Stop);
        await played.PlayAsync(TimeSpan.FromSeconds(3), Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(output.Text.Count(letter => letter == '\n') > 50), Patience, "flows are shown");

        Assert.Equal(ExitCode.Ok, await played.StopAsync());
        Assert.Equal(ExitCode.Failed, await following);
        Assert.Contains("has ended the flows", error.Text, StringComparison.Ordinal);
        Assert.All(output.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.GetProperty("flow").ValueKind));
    }

    private static async Task<string> PrintAsync(PlayedAgent played, params string[] arguments)
    {
        using var output = new StringWriter();
        var console = new CliConsole(output, TextWriter.Null, IsTerminal: false, CliConsole.Unbroken);
        var code = await CommandLine.RunAsync([.. arguments, "--agent", $"http://{played.Pages.Listen}"], Composition.Verbs, console, Stop);
        Assert.Equal(ExitCode.Ok, code);
        return output.ToString();
    }
}
