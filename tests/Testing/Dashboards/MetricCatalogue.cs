using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Windsock.Testing.Dashboards;

/// <summary>The series that there are: those of the metric reference, and those that rules record.</summary>
public static partial class MetricCatalogue
{
    public static string RulesFolder { get; } = Path.Combine(Repository.Root, "deploy", "prometheus", "rules");

    /// <summary>Labels by the name of a series; without those that scraping adds.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Series { get; } = Read();

    /// <summary>Every rule of every file.</summary>
    public static IEnumerable<YamlMappingNode> Rules =>
        from path in Directory.GetFiles(RulesFolder, "*.yaml").Order(StringComparer.Ordinal)
        from @group in (YamlSequenceNode)Root(path)["groups"]
        from rule in (YamlSequenceNode)@group["rules"]
        select (YamlMappingNode)rule;

    public static YamlMappingNode Root(string path)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(path);
        stream.Load(text);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static Dictionary<string, IReadOnlySet<string>> Read()
    {
        var series = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var row in Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "metrics.md"))).Cast<Match>())
        {
            var name = row.Groups["name"].Value;
            var labels = Label().Matches(row.Groups["labels"].Value).Select(match => match.Groups["label"].Value).ToHashSet();
            series[name] = labels;
            if (row.Groups["kind"].Value.StartsWith("histogram", StringComparison.Ordinal))
            {
                series[name + "_bucket"] = labels.Append("le").ToHashSet();
                series[name + "_sum"] = series[name + "_count"] = labels;
            }
        }

        foreach (var rule in Rules.Where(rule => rule.Children.ContainsKey("record")))
        {
            series[rule["record"].ToString()] = PromqlNames.Kept(rule["expr"].ToString()).ToHashSet();
        }

        return series;
    }

    [GeneratedRegex(@"^\| `(?<name>windsock_\w+)` \| (?<kind>[^|]+) \| (?<labels>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<label>\w+)`")]
    private static partial Regex Label();
}
