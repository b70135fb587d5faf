using System.Text.RegularExpressions;
using Windsock.Testing;

namespace Windsock.Architecture.Tests.Documents;

/// <summary>The names that docs/reference has. These pages are made from the code, and a test each holds them to it.</summary>
internal static class ReferenceNames
{
    /// <summary>Verbs with their options.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Verbs { get; } = ReadVerbs();

    public static IReadOnlySet<string> Metrics { get; } =
        Regex.Matches(Page("metrics.md"), @"^\| `(windsock_\w+)` \| (\w+)", RegexOptions.Multiline).SelectMany(Series).ToHashSet(StringComparer.Ordinal);

    /// <summary>Sections of the configuration, also those whose names are kept for later.</summary>
    public static IReadOnlySet<string> Sections { get; } =
        Regex.Matches(Page("configuration.md"), @"^## ([a-z]\w*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);

    /// <summary>Keys of the configuration with their sections; <c>[]</c> of lists is left out.</summary>
    public static IReadOnlySet<string> Keys { get; } =
        Regex.Matches(Page("configuration.md"), @"^\| `([a-z][\w.\[\]]+)` \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value.Replace("[]", "", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, IReadOnlySet<string>> ReadVerbs()
    {
        var verbs = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var part in Regex.Split(Page("cli.md"), "^## windsock ", RegexOptions.Multiline).Skip(1))
        {
            // An option stands at the start of its line of the help, its short name before it.
            var options = Regex.Matches(part, @"^ +(?:(-[a-z]), )?(--[a-z-]+)", RegexOptions.Multiline).SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value });
            verbs.Add(part.Split('\n')[0].Trim(), options.Where(option => option.Length > 0).Append("-h").Append("--help").ToHashSet(StringComparer.Ordinal));
        }

        return verbs;
    }

    /// <summary>A histogram is three names on the page of metrics.</summary>
    private static IEnumerable<string> Series(Match row)
    {
        var name = row.Groups[1].Value;
        return row.Groups[2].Value == "histogram" ? [name, name + "_bucket", name + "_sum", name + "_count"] : [name];
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", name)).ReplaceLineEndings("\n");
}
