using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.Demo;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>What a real Prometheus makes of the running agent.</summary>
public sealed class PrometheusTests(ScrapedWorld world) : IClassFixture<ScrapedWorld>
{
    /// <summary>A scrape per second, on a machine that may be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("windsock_flow_events_total", "dag_id")]
    [InlineData("windsock_flow_events_total", "namespace", "dag_id", "task_id", "direction", "verdict", "protocol", "peer_kind")]
    [InlineData("windsock_drops_total")]
    [InlineData("windsock_drops_total", "reason")]
    [InlineData("windsock_http_requests_total", "code")]
    [InlineData("windsock_dns_queries_total", "rcode")]
    public async Task Sums_over_tasks_are_those_of_the_truth(string metric, params string[] by)
    {
        RealParts.Require("PROMETHEUS");
        var expected = world.Truth.Series
            .Where(one => one.Key.Family == metric)
            .GroupBy(one => string.Join('/', by.Select(label => LabelOf(one.Key.Labels, label))), one => (double)one.Value)
            .ToDictionary(group => group.Key, group => group.Sum());

        Assert.NotEmpty(expected);
        await AnswersAsync(expected, metric, by);
    }

    [Fact]
    public async Task Every_flow_is_attributed_once()
    {
        RealParts.Require("PROMETHEUS");

        Assert.True(world.Report.Holds, ReportText.Table(world.Report, TimeSpan.Zero, 7));
        await AnswersAsync(new() { [""] = world.Truth.Flows }, "windsock_attribution_total");
        var classes = world.Truth.Classes.Where(one => one.Value != 0).ToDictionary(
            one => $"{one.Key.Kind}/{one.Key.Class}".ToLowerInvariant(), one => (double)one.Value);
        await AnswersAsync(classes, "windsock_attribution_total", "kind", "class");
    }

    [Fact]
    public async Task The_target_is_healthy()
    {
        RealParts.Require("PROMETHEUS");

        var target = await Eventually.GetAsync(
            world.Prometheus.TargetAsync, target => target?["health"]?.GetValue<string>() is not (null or "unknown"), Patience, "a scrape");

        Assert.Equal(("up", ""), (target!["health"]!.GetValue<string>(), target["lastError"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Exemplars_name_the_run()
    {
        RealParts.Require("PROMETHEUS");

        var series = await Eventually.GetAsync(
            () => world.Prometheus.ExemplarsAsync("windsock_flow_events_total"), found => found.Count > 0, Patience, "exemplars");

        var exemplars = series.SelectMany(one => one!["exemplars"]!.AsArray()).Select(one => one!["labels"]!.AsObject()).ToList();
        Assert.All(exemplars, labels => Assert.Subset(new HashSet<string> { "run_id", "try_number", "map_index", "trace_id" }, labels.Select(label => label.Key).ToHashSet()));
        Assert.Contains(exemplars, labels => labels["run_id"]?.GetValue<string>().StartsWith("scheduled__", StringComparison.Ordinal) == true);
        Assert.Contains(exemplars, labels => labels.ContainsKey("try_number"));
    }

    [Fact]
    public async Task Promtool_has_nothing_to_say_about_the_page()
    {
        var promtool = RealParts.Require("PROMTOOL");
        RealParts.Require("PROMETHEUS");
        var page = await world.Played.Pages.TextAsync();
        Assert.Contains("windsock_flow_events_total{", page, StringComparison.Ordinal);

        await using var check = ChildProcess.Start(promtool, ["check", "metrics"], Path.GetTempPath(), page);
        var code = await check.ExitAsync(Patience);

        Assert.Equal((0, "", ""), (code, check.Output, string.Join('\n', check.Errors)));
    }

    private async Task AnswersAsync(Dictionary<string, double> expected, string metric, params string[] by)
    {
        var got = await Eventually.GetAsync(
            async () => Text(await world.Prometheus.SumAsync(metric, by)), text => text == Text(expected), Patience, $"{metric} is\n{Text(expected)}\n");
        Assert.Equal(Text(expected), got);
    }

    private static string Text(IReadOnlyDictionary<string, double> sums) =>
        string.Join('\n', sums.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}: {one.Value}"));

    private static string LabelOf(string labels, string name) =>
        labels.Split(',').Single(label => label.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
