using System.Text.RegularExpressions;
using Windsock.Testing;
using Windsock.Testing.Dashboards;
using YamlDotNet.RepresentationModel;

namespace Windsock.Exporter.Tests.PrometheusRules;

/// <summary>The rules for Prometheus: promtool takes them and their tests hold, every alert is tested both ways and says what to do.</summary>
public sealed partial class RuleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy", "prometheus");

    private static readonly string[] Severities = ["info", "warning", "critical"];

    public static TheoryData<string> RuleFiles => Names("rules");

    public static TheoryData<string> TestFiles => Names("tests");

    private static IEnumerable<YamlMappingNode> Alerts => MetricCatalogue.Rules.Where(rule => rule.Children.ContainsKey("alert"));

    [Theory]
    [MemberData(nameof(RuleFiles))]
    public async Task Promtool_accepts_the_rules(string file) => await PromtoolAsync("check", "rules", "--lint=all", "--lint-fatal", Path.Combine("rules", file));

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task The_tests_of_the_rules_hold(string file) => await PromtoolAsync("test", "rules", Path.Combine("tests", file));

    [Fact]
    public void Every_alert_is_tested_to_fire_and_to_stay_silent()
    {
        var tested = (
            from path in Directory.GetFiles(Path.Combine(Deploy, "tests"), "*.yaml")
            from test in (YamlSequenceNode)MetricCatalogue.Root(path)["tests"]
            where ((YamlMappingNode)test).Children.ContainsKey("alert_rule_test")
            from asked in (YamlSequenceNode)test["alert_rule_test"]
            select (Alert: asked["alertname"].ToString(), Fires: ((YamlSequenceNode)asked["exp_alerts"]).Any())).ToHashSet();

        Assert.NotEmpty(Alerts);
        Assert.All(Alerts.Select(NameOf), alert => Assert.True(tested.Contains((alert, true)) && tested.Contains((alert, false)), $"{alert} is not tested both ways"));
    }

    [Fact]
    public void Every_alert_says_what_to_do_and_where_to_read_on()
    {
        Assert.All(Alerts, alert =>
        {
            var (name, words) = (NameOf(alert), alert["annotations"]);
            Assert.Contains(alert["labels"]["severity"].ToString(), Severities);
            Assert.True(words["summary"].ToString().Length is > 20 and < 200, name);
            Assert.True(words["description"].ToString().Length > 60, name);
            var page = Page().Match(words["runbook_url"].ToString()).Groups["page"].Value;
            Assert.True(page.Length > 0 && File.Exists(Path.Combine(Repository.Root, "docs", "runbooks", page)), $"{name}: no runbook {page}");
            var dashboard = DashboardFile.Of(Dashboard().Match(words["dashboard"].ToString()).Groups["uid"].Value);
            var filled = FilledIn().Matches(words["dashboard"].ToString()).Select(match => match.Groups["name"].Value);
            Assert.All(filled, variable => Assert.Contains(dashboard.Variables, one => one.Name == variable));
        });
    }

    [Fact]
    public void Alerts_about_DAGs_name_the_DAG_and_those_about_one_agent_its_node()
    {
        Assert.All(Alerts, alert =>
        {
            var (expression, summary) = (alert["expr"].ToString(), alert["annotations"]["summary"].ToString());
            var kept = PromqlNames.Kept(expression).ToHashSet();
            Assert.True(!kept.Contains("dag_id") || summary.Contains("{{ $labels.dag_id }}", StringComparison.Ordinal), $"{NameOf(alert)}: {summary}");
            Assert.True(!kept.Contains("task_id") || summary.Contains("{{ $labels.task_id }}", StringComparison.Ordinal), $"{NameOf(alert)}: {summary}");
            Assert.True(!kept.Contains("node") || summary.Contains("{{ $labels.node }}", StringComparison.Ordinal), $"{NameOf(alert)}: {summary}");
        });
        Assert.Contains(Alerts, alert => PromqlNames.Kept(alert["expr"].ToString()).Contains("task_id"));
    }

    [Fact]
    public void Every_metric_and_label_of_a_rule_exists()
    {
        var unknown = MetricCatalogue.Rules.SelectMany(rule => PromqlNames.Unknown(rule["expr"].ToString(), MetricCatalogue.Series).Select(what => $"{NameOf(rule)}: {what}"));

        Assert.Empty(unknown);
    }

    [Fact]
    public async Task The_objects_for_the_operator_are_made_of_the_rule_files()
    {
        var made = Directory.CreateTempSubdirectory("windsock-");
        try
        {
            await using var wrap = ChildProcess.Start("bash", [Path.Combine(Deploy, "wrap.sh"), made.FullName], Deploy);
            Assert.Equal(0, await wrap.ExitAsync(Patience));

            Assert.Equal(RuleFiles.Count, made.GetFiles().Length);
            Assert.All(made.GetFiles(), file =>
            {
                var committed = Path.Combine(Deploy, "component", file.Name);
                Assert.True(File.Exists(committed) && File.ReadAllText(committed) == File.ReadAllText(file.FullName), $"{file.Name} is not made of its rules: make dashboards");
                var rules = MetricCatalogue.Root(Path.Combine(Deploy, "rules", file.Name.Replace("prometheusrule-", "", StringComparison.Ordinal)));
                Assert.Equal(rules, MetricCatalogue.Root(file.FullName)["spec"]);
            });
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_component_brings_every_file_beside_it()
    {
        var component = Path.Combine(Deploy, "component");
        var named = ((YamlSequenceNode)MetricCatalogue.Root(Path.Combine(component, "kustomization.yaml"))["resources"]).Select(node => node.ToString());

        Assert.Equal(Directory.GetFiles(component).Select(path => Path.GetFileName(path)).Where(name => name != "kustomization.yaml").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    private static string NameOf(YamlMappingNode rule) => (rule.Children.TryGetValue("alert", out var alert) ? alert : rule["record"]).ToString();

    private static TheoryData<string> Names(string folder) => [.. Directory.GetFiles(Path.Combine(Deploy, folder), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static async Task PromtoolAsync(params string[] arguments)
    {
        await using var promtool = ChildProcess.Start(RealParts.Require("PROMTOOL"), arguments, Deploy);
        var code = await promtool.ExitAsync(Patience);
        Assert.True(code == 0, $"{promtool.Output}\n{string.Join('\n', promtool.Errors)}");
    }

    [GeneratedRegex(@"/docs/runbooks/(?<page>[\w/]+\.md)$")]
    private static partial Regex Page();

    [GeneratedRegex(@"^/d/(?<uid>[\w-]+)/")]
    private static partial Regex Dashboard();

    [GeneratedRegex(@"[?&]var-(?<name>\w+)=")]
    private static partial Regex FilledIn();
}
