using System.Text.RegularExpressions;
using Windsock.Architecture.Tests.Rules;
using Windsock.Testing;

namespace Windsock.Architecture.Tests;

public class RepositoryTests
{
    // Written in pieces so that this file does not match itself.
    private static readonly Regex RegistryHost = new("(api\\.nuget" + "\\.org|registry\\.npmjs" + "\\.org|deb\\.debian" + "\\.org|pypi" + "\\.org)");
    private static readonly Regex MachinePath = new("(?<![\\w.~}])/(work|root|home)/[a-z]");

    [Fact]
    public void No_file_names_the_host_of_a_package_registry() => Assert.Empty(Lines(RegistryHost));

    [Fact]
    public void No_file_names_a_path_of_one_machine() => Assert.Empty(Lines(MachinePath));

    [Fact]
    public void The_patterns_find_what_they_look_for()
    {
        Assert.Matches(RegistryHost, "https://registry.npmjs" + ".org/x");
        Assert.Matches(MachinePath, "cd /wo" + "rk/main");
        Assert.DoesNotMatch(MachinePath, "~/work/x and https://host/work/x");
    }

    [Fact]
    public void The_commands_that_the_readme_names_are_make_targets()
    {
        var targets = Regex.Matches(Read("Makefile"), @"^([a-z][a-z0-9-]*):", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToHashSet();
        var named = Regex.Matches(Read("README.md"), @"\bmake ([a-z][a-z0-9-]*)").Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.Contains("demo", named);
        Assert.Contains("test", named);
        Assert.Empty(named.Except(targets));
    }

    [Fact]
    public void The_protocol_definitions_say_what_they_describe()
    {
        var protos = Tracked.Files.Where(path => path.EndsWith(".proto", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(protos);
        Assert.All(protos, path => Assert.StartsWith("//", Read(path), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Lines(Regex pattern) =>
        from path in Tracked.Files
        where !path.EndsWith(".png", StringComparison.Ordinal)
        from line in File.ReadLines(Path.Combine(Repository.Root, path)).Select((text, number) => (text, number))
        where pattern.IsMatch(line.text)
        select $"{path}:{line.number + 1}: {line.text.Trim()}";

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
