using System.Text.RegularExpressions;
using Windsock.Testing;
using Windsock.Testing.Dashboards;

namespace Windsock.Exporter.Tests.Dashboards;

/// <summary>What can be said of the dashboards without a Grafana: names that exist, a layout that holds, links that lead somewhere.</summary>
public sealed partial class DashboardTests
{
    private const int GridWidth = 24;

    /// <summary>Variables that Grafana fills itself.</summary>
    private static readonly string[] BuiltIn = ["__rate_interval", "__range", "__url_time_range", "__field", "__data", "__all"];

    private static readonly string[] KindsWithUnit = ["timeseries", "stat"];

    public static TheoryData<string> Uids => [.. DashboardFile.All.Select(dashboard => dashboard.Uid)];

    [Fact]
    public void There_is_one_for_each_question() =>
        Assert.Equal(["windsock-agent", "windsock-dag", "windsock-fleet", "windsock-platform", "windsock-tries"], DashboardFile.All.Select(dashboard => dashboard.Uid));

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_metric_and_label_that_is_asked_for_exists(string uid)
    {
        var unknown = DashboardFile.Of(uid).Expressions.SelectMany(one => PromqlNames.Unknown(one.Expression, MetricCatalogue.Series).Select(what => $"{one.Place}: {what}"));

        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData("""sum by (dag_id) (rate(windsock_flow_events_total{verdict="dropped"}[5m]))""", "")]
    [InlineData("""histogram_quantile(0.9, sum by (le) (rate(windsock_connection_setup_seconds_bucket[5m])))""", "")]
    [InlineData("""sum by (class) (label_replace(windsock_http_requests_total, "class", "${1}xx", "code", "(.).."))""", "")]
    [InlineData("sum(windsock_flow_event_total)", "no metric windsock_flow_event_total")]
    [InlineData("sum(dag:windsock_flow_events:rate7m)", "no metric dag:windsock_flow_events:rate7m")]
    [InlineData("""windsock_flow_events_total{reason=~"a{1}", dag_id="x"}""", "windsock_flow_events_total has no label reason")]
    [InlineData("sum by (node, rcode) (windsock_flow_events_total)", "no label rcode to keep")]
    public void A_name_that_does_not_exist_is_found(string expression, string found) =>
        Assert.Equal(found, string.Join("; ", PromqlNames.Unknown(expression, MetricCatalogue.Series)));

    [Theory]
    [MemberData(nameof(Uids))]
    public void A_legend_shows_labels_that_the_query_keeps(string uid)
    {
        var queries = DashboardFile.Of(uid).Panels.SelectMany(panel => panel.Queries.Select(query => (panel.Title, Query: query))).ToList();
        var lost = queries.SelectMany(one => PromqlNames.Shown(one.Query.Legend).Except(PromqlNames.Kept(one.Query.Expression)).Select(label => $"{one.Title}: {label}"));

        Assert.Contains(queries, one => one.Query.Legend.Length > 0);
        Assert.Empty(lost);
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Lines_have_a_legend_and_every_panel_has_words_and_a_unit(string uid)
    {
        var panels = DashboardFile.Of(uid).Panels;

        Assert.All(panels, panel =>
        {
            Assert.True(panel.Description.Length >= 20, $"{panel.Title} has no description");
            Assert.True(panel.Unit.Length > 0 || !KindsWithUnit.Contains(panel.Kind), $"{panel.Title} has no unit");
            Assert.All(panel.Queries, query => Assert.True(query.IsInstant || query.Legend.Length > 0, $"{panel.Title} {query.RefId} has no legend"));
        });
        Assert.Equal(panels.Count, panels.Select(panel => panel.Title).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Panels_stand_in_the_grid_and_next_to_each_other(string uid)
    {
        var all = DashboardFile.Of(uid).Rows.Concat(DashboardFile.Of(uid).Panels).ToList();
        var overlaps = all.SelectMany((one, place) => all.Skip(place + 1).Where(one.Overlaps).Select(other => $"{one.Title} and {other.Title}"));

        Assert.All(all, one => Assert.True(one is { X: >= 0, Y: >= 0, Width: > 0, Height: > 0 } && one.X + one.Width <= GridWidth, $"{one.Title} leaves the grid"));
        Assert.Empty(overlaps);
        Assert.Equal(all.Count, all.Select(one => one.Id).Distinct().Count());
    }

    /// <summary>More is a wall that nobody reads at night.</summary>
    [Theory]
    [MemberData(nameof(Uids))]
    public void What_is_open_at_first_is_few(string uid)
    {
        var dashboard = DashboardFile.Of(uid);

        Assert.InRange(dashboard.Rows.Count, 3, 7);
        Assert.InRange(dashboard.Panels.Count(panel => panel.Y < 20), 4, 12);
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Every_variable_that_is_used_is_there_and_each_that_is_there_is_used(string uid)
    {
        var dashboard = DashboardFile.Of(uid);
        var names = dashboard.Variables.Select(variable => variable.Name).ToList();
        var used = Variable().Matches(dashboard.Json.ToJsonString()).Select(match => match.Groups["name"].Value).Except(BuiltIn).ToHashSet();

        Assert.Equal(names.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Uids))]
    public void Links_lead_to_dashboards_with_such_variables_and_to_runbooks_that_exist(string uid)
    {
        var links = DashboardFile.Of(uid).Links.ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            if (ToRunbook().Match(link.Address) is { Success: true } page)
            {
                Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "runbooks", page.Groups["page"].Value)), $"{link.Place}: no {link.Address}");
            }
            else if (ToDashboard().Match(link.Address) is { Success: true } other)
            {
                var variables = DashboardFile.Of(other.Groups["uid"].Value).Variables.Select(variable => variable.Name).ToHashSet();
                Assert.Superset(Set().Matches(link.Address).Select(match => match.Groups["name"].Value).ToHashSet(), variables);
                Assert.Contains("${__url_time_range}", link.Address, StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith("${agent:raw}/api/v1/tries", link.Address, StringComparison.Ordinal);
            }
        });
    }

    /// <summary>DAG ids hold blanks, ampersands and whatever else.</summary>
    [Theory]
    [MemberData(nameof(Uids))]
    public void Names_from_the_cluster_are_encoded_in_links(string uid)
    {
        var bare = DashboardFile.Of(uid).Links.Where(link => link.Address.Contains('?', StringComparison.Ordinal))
            .SelectMany(link => InQuery().Matches(link.Address[link.Address.IndexOf('?', StringComparison.Ordinal)..]).Select(match => match.Value))
            .Where(value => !value.EndsWith(":percentencode}", StringComparison.Ordinal) && value != "${__url_time_range}");

        Assert.Empty(bare);
    }

    [Fact]
    public void A_colour_means_one_thing_everywhere()
    {
        var colours = DashboardFile.All.SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel.Colours).ToLookup(one => one.Name, one => one.Colour);

        Assert.All(colours.Where(of => of.Key is not ("failed" or "unknown")), of => Assert.Single(of.Distinct()));
        Assert.All(["dropped", "denied", "policy_denied", "plaintext", "5xx"], stopped => Assert.Equal("red", colours[stopped].First()));
        Assert.All(["forwarded", "established", "noerror", "mutual", "2xx"], good => Assert.Equal("green", colours[good].First()));
    }

    [GeneratedRegex(@"\$\{?(?<name>[a-z_]+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^\$\{runbooks:raw\}/(?<page>[\w/]+\.md)$")]
    private static partial Regex ToRunbook();

    [GeneratedRegex(@"^/d/(?<uid>[\w-]+)/")]
    private static partial Regex ToDashboard();

    [GeneratedRegex(@"[?&]var-(?<name>\w+)=")]
    private static partial Regex Set();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex InQuery();
}
