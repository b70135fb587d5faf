using Windsock.Testing;
using Windsock.Testing.Documents;
using YamlDotNet.Core;

namespace Windsock.Agent.Tests.Documents;

/// <summary>Whoever copies a sample from a page has something that works.</summary>
public sealed class SampleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly List<FencedBlock> Blocks =
        [.. MarkdownPage.All.SelectMany(page => page.Blocks).Where(block => block.Language is "yaml" or "yml" && !block.IsExempt)];

    [Fact]
    public void Samples_are_read_without_a_mistake()
    {
        var mistakes = Blocks.SelectMany(Mistakes).ToList();

        Assert.NotEmpty(Blocks);
        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
    }

    [Fact]
    public void There_are_samples_of_what_people_write()
    {
        var kinds = Blocks.Select(YamlSample.Read).Select(sample => sample.Kind).ToHashSet();

        Assert.Superset(new HashSet<SampleKind> { SampleKind.Configuration, SampleKind.Guardrails, SampleKind.Owners, SampleKind.Kubernetes, SampleKind.Alertmanager }, kinds);
    }

    [Theory]
    [InlineData("hubble: { adress: x }", "adress")]
    [InlineData("guardrails: []", "guardrails")]
    [InlineData("owners: all", "owners")]
    [InlineData("kind: Service", "an object of Kubernetes has apiVersion and kind")]
    [InlineData("a: [", "docs/x.md:1")]
    public void A_sample_with_a_mistake_is_found(string text, string said) =>
        Assert.Contains(Mistakes(new FencedBlock("docs/x.md:1", "yaml", text + "\n", false)), mistake => mistake.Contains(said, StringComparison.Ordinal));

    [Fact]
    public async Task Alertmanager_takes_its_samples()
    {
        var amtool = RealParts.Require("AMTOOL");
        using var folder = new TemporaryFolder();
        foreach (var sample in OfKind(SampleKind.Alertmanager))
        {
            await SucceedAsync(amtool, ["check-config", folder.Write("alertmanager.yml", sample.Text)], sample.Place);
        }
    }

    [Fact]
    public async Task Prometheus_takes_its_samples()
    {
        var promtool = RealParts.Require("PROMTOOL");
        using var folder = new TemporaryFolder();
        foreach (var sample in OfKind(SampleKind.Prometheus))
        {
            await SucceedAsync(promtool, ["check", "config", "--syntax-only", folder.Write("prometheus.yml", sample.Text)], sample.Place);
        }

        foreach (var sample in OfKind(SampleKind.PrometheusRules))
        {
            await SucceedAsync(promtool, ["check", "rules", folder.Write("rules.yml", sample.Text)], sample.Place);
        }
    }

    [Fact]
    public async Task Prometheus_takes_the_queries()
    {
        var promtool = RealParts.Require("PROMTOOL");
        var queries = MarkdownPage.All.SelectMany(page => page.Blocks).Where(block => block.Language == "promql" && !block.IsExempt)
            .SelectMany(block => block.Text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')).Select(line => (block.Place, Text: line))).ToList();
        var rules = string.Concat(queries.Select((query, number) => $"      - record: query:{number}\n        expr: '{query.Text.Replace("'", "''", StringComparison.Ordinal)}'\n"));
        using var folder = new TemporaryFolder();

        Assert.NotEmpty(queries);
        await SucceedAsync(promtool, ["check", "rules", folder.Write("queries.yml", $"groups:\n  - name: pages\n    rules:\n{rules}")], string.Join('\n', queries));
    }

    private static IEnumerable<string> Mistakes(FencedBlock block)
    {
        try
        {
            return [.. YamlSample.Read(block).Mistakes()];
        }
        catch (YamlException failure)
        {
            return [$"{block.Place}: not valid YAML: {failure.Message}"];
        }
    }

    private static IEnumerable<YamlSample> OfKind(SampleKind kind) => Blocks.Select(YamlSample.Read).Where(sample => sample.Kind == kind);

    private static async Task SucceedAsync(string tool, string[] arguments, string place)
    {
        await using var check = ChildProcess.Start(tool, arguments, Path.GetTempPath());
        var code = await check.ExitAsync(Patience);
        Assert.True(code == 0, $"{place}\n{check.Output}\n{string.Join('\n', check.Errors)}");
    }
}
