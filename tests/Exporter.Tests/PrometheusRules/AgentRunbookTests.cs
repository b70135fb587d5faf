using System.Text.RegularExpressions;
using Windsock.Testing;
using Windsock.Testing.Dashboards;

namespace Windsock.Exporter.Tests.PrometheusRules;

/// <summary>Whoever is called by an alert about an agent finds a page that answers the same questions as those about DAGs.</summary>
public sealed partial class AgentRunbookTests
{
    private static readonly string[] Headings = ["What it means", "What to check", "What a false alarm looks like", "How to tune"];

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "runbooks", "agent");

    private static IEnumerable<string> Pages => Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileName(path)).Where(name => name != "README.md").Order(StringComparer.Ordinal);

    [Fact]
    public void Every_page_is_one_that_an_alert_leads_to_and_stands_in_the_table()
    {
        var led = MetricCatalogue.Rules.Where(rule => rule.Children.ContainsKey("alert"))
            .Select(rule => Page().Match(rule["annotations"]["runbook_url"].ToString())).Where(match => match.Success)
            .Select(match => match.Groups["page"].Value).Distinct().Order(StringComparer.Ordinal).ToList();
        var listed = Row().Matches(File.ReadAllText(Path.Combine(Folder, "README.md"))).Select(match => match.Groups["page"].Value);

        Assert.Equal(Pages, led);
        Assert.Equal(Pages, listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_page_is_named_after_its_file_and_answers_the_same_questions() => Assert.All(Pages, page =>
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, page));

        Assert.Equal($"# {Path.GetFileNameWithoutExtension(page)}", lines[0]);
        Assert.Equal(Headings, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
    });

    [Fact]
    public void Every_metric_that_a_page_names_exists()
    {
        var unknown = Pages.SelectMany(page => PromqlNames.Unknown(File.ReadAllText(Path.Combine(Folder, page)), MetricCatalogue.Series).Select(what => $"{page}: {what}"));

        Assert.Empty(unknown);
    }

    [GeneratedRegex(@"/docs/runbooks/agent/(?<page>\w+\.md)$")]
    private static partial Regex Page();

    [GeneratedRegex(@"^\| \[\w+\]\((?<page>\w+\.md)\) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
