using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Windsock.Detection.Platform.Identities;
using Windsock.Testing;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>Whoever is called by an alert opens the page of its rule: each has one, and it says what the code does.</summary>
public sealed class RunbookTests
{
    private static readonly string[] Headings = ["What it means", "What to check", "What a false alarm looks like", "How to tune", "Example"];

    private static readonly ImmutableArray<string> Rules = [.. DetectionRules.All.Select(rule => rule.Name)];

    /// <summary>Sections that hold one section for each rule.</summary>
    private static readonly ImmutableArray<(string Key, object Options)> Sections = [("detection", new DetectionOptions()), ("platform.identities", new IdentitiesOptions())];

    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "runbooks");

    private static readonly Regex Key = new(@"(detection|platform\.identities)\.([a-z]\w*)\.([a-z]\w*)");

    private static readonly Regex Row = new(@"^\| `(detection|platform\.identities)\.([a-z]\w*)\.([a-z]\w*)` \| (?<default>[^|]*) \|", RegexOptions.Multiline);

    [Fact]
    public void Every_rule_has_a_page_and_every_page_a_rule()
    {
        var pages = Directory.GetFiles(Folder, "*.md").Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => name != "README");

        Assert.Equal(Rules.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_page_is_named_after_its_rule_and_answers_the_same_five_questions()
    {
        foreach (var rule in Rules)
        {
            var lines = Page(rule).Split('\n').Select(line => line.TrimEnd()).ToList();

            Assert.Equal($"# {rule}", lines[0]);
            Assert.Equal(Headings, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        }
    }

    [Fact]
    public void The_table_of_the_README_links_every_page_in_the_order_of_the_rules()
    {
        var linked = Regex.Matches(Page("README"), @"^\| \[(\w+)\]\(\1\.md\) \|", RegexOptions.Multiline).Select(match => match.Groups[1].Value);

        Assert.Equal(Rules, linked);
    }

    [Fact]
    public void Every_key_that_a_page_names_is_an_option()
    {
        var named = Pages().SelectMany(page => Key.Matches(page.Text).Select(match => (Page: page.Name, Key: match))).ToList();
        var unknown = named.Where(one => !IsOption(one.Key, out _)).Select(one => $"{one.Page}: {one.Key.Value}");

        Assert.NotEmpty(named);
        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_option_of_a_rule_is_on_its_page()
    {
        var missing = Rules.SelectMany(rule => OptionsOf(rule)
            .Where(key => !Page(rule).Contains($"| `{key}` |", StringComparison.Ordinal))
            .Select(key => $"{rule}: {key}"));

        Assert.Empty(missing);
    }

    [Fact]
    public void The_default_that_a_page_names_is_that_of_the_code()
    {
        var rows = Pages().SelectMany(page => Row.Matches(page.Text).Select(match => (Page: page.Name, Row: match))).ToList();
        var wrong = rows
            .Select(one => (one.Page, Key: Key.Match(one.Row.Value), Said: one.Row.Groups["default"].Value.Trim('`')))
            .Where(one => IsOption(one.Key, out var value) && one.Said != Shown(value))
            .Select(one => $"{one.Page}: {one.Key.Value} is not {one.Said}");

        Assert.NotEmpty(rows);
        Assert.Empty(wrong);
    }

    private static IEnumerable<(string Name, string Text)> Pages() =>
        Directory.GetFiles(Folder, "*.md").Select(path => (Path.GetFileName(path), File.ReadAllText(path)));

    private static string Page(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.md"));

    /// <param name="value">Its default.</param>
    private static bool IsOption(Match key, out object? value)
    {
        var root = Sections.Single(one => one.Key == key.Groups[1].Value).Options;
        var section = PropertyOf(root.GetType(), key.Groups[2].Value);
        var option = section is null ? null : PropertyOf(section.PropertyType, key.Groups[3].Value);
        value = option?.GetValue(section!.GetValue(root));
        return option is not null;
    }

    private static PropertyInfo? PropertyOf(Type options, string key) =>
        options.GetProperties().SingleOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == key);

    /// <summary>The keys of a rule; none for a rule that has no section under its own name.</summary>
    private static IEnumerable<string> OptionsOf(string rule)
    {
        var words = rule.Split('_').Select((word, place) => place == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]);
        var section = string.Concat(words);
        return Sections.SelectMany(root => (PropertyOf(root.Options.GetType(), section)?.PropertyType.GetProperties() ?? [])
            .Select(property => $"{root.Key}.{section}.{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}"));
    }

    /// <summary>As a configuration file has it.</summary>
    private static string Shown(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        TimeSpan { Ticks: var ticks } span when ticks > 0 && ticks % TimeSpan.TicksPerDay == 0 => FormattableString.Invariant($"{span.TotalDays:0}d"),
        TimeSpan { Ticks: var ticks } span when ticks % TimeSpan.TicksPerHour == 0 => FormattableString.Invariant($"{span.TotalHours:0}h"),
        TimeSpan { Ticks: var ticks } span when ticks % TimeSpan.TicksPerMinute == 0 => FormattableString.Invariant($"{span.TotalMinutes:0}m"),
        TimeSpan span => FormattableString.Invariant($"{span.TotalSeconds:0.###}s"),
        string text => text,
        IEnumerable list when !list.Cast<object>().Any() => "none",
        IEnumerable<string> list => string.Join(", ", list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };
}
