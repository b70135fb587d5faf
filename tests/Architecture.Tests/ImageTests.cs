using System.Text.RegularExpressions;
using Windsock.Architecture.Tests.Rules;
using Windsock.Testing;

namespace Windsock.Architecture.Tests;

public class ImageTests
{
    private static readonly string[] Lines = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"))
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');

    [Fact]
    public void The_image_builds_in_one_stage_and_runs_in_another_as_a_numeric_user_that_is_not_root()
    {
        Assert.Equal(["build", "final"], Matches(@"^FROM \S+ AS (\w+)"));
        Assert.Equal(["65532:65532"], Matches(@"^USER (\S+)"));
        Assert.Equal(["[\"/app/windsock\"]"], Matches(@"^ENTRYPOINT (.+)$"));
        Assert.Contains("--locked-mode", string.Join('\n', Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_image_copies_exists_and_holds_every_project()
    {
        var sources = Lines.Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..^1]).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), $"{source} is not there"));
        Assert.Empty(House.Arrows.Keys.Select(name => $"src/{name}/{name}.csproj").Except(sources));
    }

    [Fact]
    public void The_agent_may_list_and_watch_and_nothing_else()
    {
        var rules = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "daemonset", "base", "rbac.yaml"));

        Assert.Equal(["[list, watch]", "[create]"], Regex.Matches(rules, @"verbs: (.+)").Select(match => match.Groups[1].Value));
        Assert.Equal(["[pods, serviceaccounts, namespaces]", "[events]"], Regex.Matches(rules, @"resources: (.+)").Select(match => match.Groups[1].Value));
    }

    private static IEnumerable<string> Matches(string pattern) =>
        Lines.Select(line => Regex.Match(line, pattern)).Where(match => match.Success).Select(match => match.Groups[1].Value);
}
