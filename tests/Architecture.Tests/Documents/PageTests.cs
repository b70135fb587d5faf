using System.Text.RegularExpressions;
using Windsock.Testing;
using Windsock.Testing.Documents;

namespace Windsock.Architecture.Tests.Documents;

/// <summary>What the pages name is there: files, headings, commands, metrics, keys.</summary>
public sealed class PageTests
{
    private static readonly string[] Shells = ["sh", "bash", "console", "text", ""];

    /// <summary>Metrics of others that the pages speak of.</summary>
    private static readonly Regex ForeignMetric = new("^(istio|envoy|hubble|cilium|pilot|process|node|kube|apiserver|up$)_?");

    /// <summary>Modules of Airflow, and values of Cilium's chart that runbooks name: they look like keys.</summary>
    private static readonly Regex ForeignKey = new(@"^(airflow\.api\.auth\.|hubble\.(enabled|listenAddress|eventBufferCapacity|eventQueueSize|tls\.enabled|(relay|redact)\..+)$)");

    private static readonly Regex FileName = new(@"\.(md|ya?ml|json|jsonl|cfg|sock|cs|sh|txt|py|crt|key|log|io|d)$");

    private static IEnumerable<MarkdownPage> Written => MarkdownPage.All.Where(page => !page.IsGenerated);

    [Fact]
    public void Links_lead_to_a_file_and_a_heading_of_the_repository()
    {
        var pages = MarkdownPage.All.ToDictionary(page => page.Path, StringComparer.Ordinal);
        var links = MarkdownPage.All.SelectMany(page => page.Links.Select(link => (page, link.Place, link.Target))).ToList();

        Assert.NotEmpty(links);
        None(links.Select(link => (link.Place, Problem: PageLinks.Problem(link.page.Path, link.Target, pages))).Where(link => link.Problem.Length > 0)
            .Select(link => $"{link.Place}: {link.Problem}"));
    }

    [Fact]
    public void Files_that_are_named_are_there()
    {
        var named = Written.SelectMany(page => page.CodeSpans).Where(span => Regex.IsMatch(span.Text, @"^(src|tests|docs|deploy|eng)/[\w./-]+$") && !span.Text.Contains("node_modules", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(named);
        None(named.Where(span => !Path.Exists(Path.Combine(Repository.Root, span.Text))).Select(span => $"{span.Place}: there is no {span.Text}"));
    }

    [Fact]
    public void Commands_exist_with_the_options_that_are_given()
    {
        var lines = Written.SelectMany(page => page.Blocks)
            .Where(block => Shells.Contains(block.Language))
            .SelectMany(block => block.Commands.Select(line => (block.Place, Text: line)))
            .Concat(Written.SelectMany(page => page.CodeSpans)).ToList();

        Assert.Contains(lines, line => line.Text.Contains("windsock explain --id", StringComparison.Ordinal));
        None(lines.SelectMany(line => CommandLineWords.Mistakes(line.Text, ReferenceNames.Verbs).Select(mistake => $"{line.Place}: {mistake}")));
    }

    [Fact]
    public void Targets_of_make_are_in_the_Makefile()
    {
        var targets = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "Makefile")), "^([a-z][a-z0-9-]*):", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToHashSet();
        var code = Written.SelectMany(page => page.CodeSpans.Concat(page.Blocks.Where(block => Shells.Contains(block.Language)).SelectMany(block => block.Commands.Select(line => (block.Place, Text: line)))));
        var named = code.SelectMany(line => Regex.Matches(line.Text, @"(?:^|&& |; )make ([a-z][a-z0-9-]*)").Select(match => (line.Place, Target: match.Groups[1].Value))).ToList();

        Assert.NotEmpty(named);
        None(named.Where(one => !targets.Contains(one.Target)).Select(one => $"{one.Place}: make {one.Target} is no target"));
    }

    [Fact]
    public void Metrics_are_those_of_the_agent()
    {
        var named = Written.SelectMany(MetricNames).ToList();

        Assert.NotEmpty(named);
        None(named.Where(one => !IsMetric(one.Name)).Select(one => $"{one.Place}: there is no metric {one.Name}"));
    }

    [Fact]
    public void Keys_are_those_of_the_configuration()
    {
        var named = Written.SelectMany(page => page.CodeSpansInLines)
            .Where(span => !span.Before.Contains("Helm", StringComparison.Ordinal))
            .Select(span => (span.Place, Key: Regex.Match(span.Text, @"^([a-z]\w*(?:\.[a-z]\w*(?:\[\])?)+)(?:: .*)?$").Groups[1].Value.Replace("[]", "", StringComparison.Ordinal)))
            .Where(one => one.Key.Length > 0 && !FileName.IsMatch(one.Key) && !ForeignKey.IsMatch(one.Key) && ReferenceNames.Sections.Contains(one.Key.Split('.')[0])).ToList();

        Assert.Contains(named, one => one.Key == "airflow.namespaces");
        None(named.Where(one => !IsKey(one.Key)).Select(one => $"{one.Place}: there is no key {one.Key}"));
    }

    [Fact]
    public void Each_check_finds_what_it_looks_for()
    {
        var page = MarkdownPage.Parse("docs/x.md", """
            # A heading, `with` *marks*
            ## Twice
            ## Twice
            See [y](y.md#none), [z](#twice-1), [out](../../etc), `windsock explain --nme x` and `windsock
            mend`.

            <!-- sample: none (why) -->
            ```yaml
            [not a link](none.md)
            ```
            """);

        Assert.Equal(["a-heading-with-marks", "twice", "twice-1"], page.Anchors.Order(StringComparer.Ordinal));
        Assert.Equal(("docs/x.md:8", "yaml", true), (page.Blocks.Single().Place, page.Blocks.Single().Language, page.Blocks.Single().IsExempt));
        Assert.Equal(
            ["there is no docs/y.md", "", "../../etc is outside of the repository"],
            page.Links.Select(link => PageLinks.Problem("docs/x.md", link.Target, new Dictionary<string, MarkdownPage> { ["docs/x.md"] = page })));
        Assert.Equal(
            ["windsock explain has no option --nme", "windsock mend is no command"],
            page.CodeSpans.SelectMany(span => CommandLineWords.Mistakes(span.Text, ReferenceNames.Verbs)));
        Assert.Equal(
            ["windsock run has no option --id"],
            CommandLineWords.Mistakes("kubectl -n windsock exec POD -- /app/windsock run --config=x --id y | windsock replay - -o json # windsock none", ReferenceNames.Verbs));
        Assert.True(IsMetric("windsock_drops_total") && IsMetric("windsock_connection_setup_seconds_bucket") && IsMetric("windsock_outbox_*"));
        Assert.False(IsMetric("windsock_drops") || IsMetric("windsock_none*"));
        Assert.True(IsKey("hubble.tls.caFile") && IsKey("hubble.tls") && IsKey("http.timeout") && IsKey("alerts.policy.rules.minTries"));
        Assert.False(IsKey("hubble.tls.ca") || IsKey("timeout.x"));
    }

    private static void None(IEnumerable<string> mistakes)
    {
        var all = string.Join('\n', mistakes);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<(string Place, string Name)> MetricNames(MarkdownPage page)
    {
        var code = page.CodeSpans.Concat(page.Blocks.Where(block => block.Language is "promql" or "yaml" or "sh").Select(block => (block.Place, block.Text))).ToList();
        // A pattern, in words or in a relabelling rule, is the start of names.
        var full = code.SelectMany(one => Regex.Matches(one.Text, @"\b(windsock_[a-z0-9_]+)(\.?\*)?")
            .Select(match => (one.Place, Name: match.Groups[2].Success ? match.Groups[1].Value + "*" : match.Groups[1].Value)));

        // In tables the prefix may be left out; what counts is still told by its ending.
        var bare = page.CodeSpans.SelectMany(one => Regex.Matches(one.Text, @"^([a-z][a-z0-9_]*_total)(?:\{|$)")
            .Select(match => match.Groups[1].Value).Where(name => !name.StartsWith("windsock_", StringComparison.Ordinal) && !ForeignMetric.IsMatch(name))
            .Select(name => (one.Place, Name: "windsock_" + name)));
        return full.Concat(bare);
    }

    /// <param name="name">With an asterisk or an underscore at its end: the start of names.</param>
    private static bool IsMetric(string name) =>
        name.EndsWith('*') || name.EndsWith('_')
            ? ReferenceNames.Metrics.Any(metric => metric.StartsWith(name.TrimEnd('*'), StringComparison.Ordinal))
            : ReferenceNames.Metrics.Contains(name);

    /// <summary>A key, a group of keys, or the end of a key: the guides name keys of a receiver as it would have them.</summary>
    private static bool IsKey(string name) =>
        ReferenceNames.Keys.Any(key => key == name || key.StartsWith(name + ".", StringComparison.Ordinal) || key.EndsWith("." + name, StringComparison.Ordinal));
}
