using System.Text.RegularExpressions;

namespace Windsock.Testing.Dashboards;

/// <summary>The names in an expression, found by their shape: enough for what this repository writes.</summary>
public static partial class PromqlNames
{
    private const string MadeByRules = "ALERTS";

    /// <summary>Labels that come from scraping and from rules that fire.</summary>
    private static readonly string[] FromPrometheus = ["node", "instance", "job", "pod"];

    private static readonly string[] OfAlerts = ["alertname", "alertstate", "severity", "namespace", "dag_id", "task_id"];

    /// <summary>What is wrong with the names in an expression; nothing when all are known.</summary>
    /// <param name="metrics">Labels by the name of a series.</param>
    public static IEnumerable<string> Unknown(string expression, IReadOnlyDictionary<string, IReadOnlySet<string>> metrics)
    {
        var kept = new HashSet<string>(FromPrometheus);
        kept.UnionWith(MadeLabel().Matches(expression).Select(match => match.Groups["label"].Value));
        foreach (var series in Series().Matches(expression).Cast<Match>())
        {
            var name = series.Groups["name"].Value;
            var labels = name == MadeByRules ? OfAlerts.ToHashSet() : metrics.GetValueOrDefault(name);
            if (labels is null)
            {
                yield return $"no metric {name}";
                continue;
            }

            kept.UnionWith(labels);
            foreach (var label in Matcher().Matches(series.Groups["matchers"].Value).Select(match => match.Groups["label"].Value).Where(label => !labels.Contains(label) && !FromPrometheus.Contains(label)))
            {
                yield return $"{name} has no label {label}";
            }
        }

        foreach (var label in Kept(expression).Where(label => !kept.Contains(label)))
        {
            yield return $"no label {label} to keep";
        }
    }

    /// <summary>Labels that an expression keeps by name.</summary>
    public static IEnumerable<string> Kept(string expression) =>
        Grouping().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct();

    /// <summary>Labels that a legend shows.</summary>
    public static IEnumerable<string> Shown(string legend) => ShownLabel().Matches(legend).Select(match => match.Groups["label"].Value);

    [GeneratedRegex(@"(?<![\w:])(?<name>(?:\w+:)?windsock_\w+(?::\w+)?|ALERTS)(?:\{(?<matchers>(?:[^""}]|""[^""]*"")*)\})?")]
    private static partial Regex Series();

    [GeneratedRegex(@"(?<label>\w+)\s*(?:=~|!~|!=|=)\s*""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(?:by|on)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"label_replace\((?:.*?), ""(?<label>\w+)"", ""[^""]*"", ""\w*"", ""[^""]*""\)")]
    private static partial Regex MadeLabel();

    [GeneratedRegex(@"\{\{(?<label>\w+)\}\}")]
    private static partial Regex ShownLabel();
}
