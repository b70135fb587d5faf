using System.Text.Json.Nodes;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Exporter.FlowLog;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>From flows on a socket to lines in a file, by an agent that really runs.</summary>
public sealed class FlowLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_running_agent_logs_what_it_is_asked_to_and_its_books_balance()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "flows.jsonl");
        await using var played = await PlayedAgent.StartAsync(hasTrouble: false, Stop, $$"""

            flowLog:
              fields: [time, dagId, taskId, direction, verdict, peer]
              deny: [{ directions: [ingress] }]
              file: { enabled: true, path: "{{file}}" }

            """);
        await played.PlayAsync(TimeSpan.FromSeconds(3), Stop);

        // offered = written + filtered + dropped, and every flow that was attributed was offered.
        var page = await Eventually.GetAsync(
            async () => await played.Pages.MetricsAsync(),
            static page => page.Sum("windsock_flow_log_offered_total") > 0
                && page.Sum("windsock_flow_log_offered_total") == page.Sum("windsock_flow_log_events_total") + page.Sum("windsock_flow_log_dropped_total")
                && page.Sum("windsock_flow_log_offered_total", ("output", "file")) == page.Sum("windsock_attribution_total"),
            Patience,
            "the books of the flow log");
        Assert.True(page.Sum("windsock_flow_log_events_total", ("outcome", "written")) > 0);
        Assert.True(page.Sum("windsock_flow_log_events_total", ("outcome", "filtered")) > 0);
        Assert.Equal(0, page.Sum("windsock_flow_log_dropped_total"));

        Assert.Equal(ExitCode.Ok, await played.StopAsync());
        var lines = await File.ReadAllLinesAsync(file, Stop);
        Assert.True(lines.Length >= page.Sum("windsock_flow_log_records_total"));
        Assert.All(lines, line =>
        {
            var record = JsonNode.Parse(line)!.AsObject();
            Assert.Equal("egress", record["direction"]!.GetValue<string>());
            Assert.Subset(new HashSet<string> { "time", "dagId", "taskId", "direction", "verdict", "peer" }, record.Select(property => property.Key).ToHashSet());
        });
    }

    [Fact]
    public void Samples_in_the_guide_are_valid_and_its_table_is_that_of_the_code()
    {
        var guide = File.ReadAllText(Path.Combine(Golden.RepositoryRoot, "docs", "guides", "flow-log.md"));
        var samples = guide.Split("```yaml\n").Skip(1).Select(part => part.Split("```")[0]).Where(sample => sample.StartsWith("flowLog:", StringComparison.Ordinal)).ToList();

        Assert.True(samples.Count >= 3, "the guide has samples");
        Assert.All(samples, sample => Assert.Empty(new ConfigurationLoader(AgentSections.Schema).LoadText("guide", sample, System.Collections.Immutable.ImmutableDictionary<string, string>.Empty).Errors));
        Assert.All(FlowFields.All, field => Assert.Contains($"| `{FlowFields.NameOf(field.Field)}` | {field.Type} | {field.Meaning} |\n", guide, StringComparison.Ordinal));
    }
}
