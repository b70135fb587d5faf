using System.Text.Json;
using System.Text.RegularExpressions;
using Windsock.Architecture.Tests.Rules;
using Windsock.Testing;

namespace Windsock.Architecture.Tests;

public class ImageTests
{
    private static readonly ImageFile Image = ImageFile.Read();

    [Fact]
    public void The_image_builds_in_one_stage_and_runs_in_another_as_a_numeric_user_that_is_not_root()
    {
        Assert.Equal(["${SDK} AS build", "${RUNTIME} AS final"], Image.Instructions.Where(instruction => instruction.Word == "FROM").Select(instruction => instruction.Rest));
        Assert.Equal(["65532:65532"], Image.Of("final", "USER"));
        Assert.Equal("final", Image.Instructions[^1].Stage);
    }

    [Fact]
    public void The_bases_are_of_one_line_of_releases_and_the_last_one_has_no_shell()
    {
        var (sdk, runtime) = (Argument("SDK"), Argument("RUNTIME"));

        // Named to the minor version and to the distribution: digests are looked up by eng/image.sh.
        Assert.Matches(@"/sdk:\d+\.\d+-noble$", sdk);
        Assert.Matches(@"/aspnet:\d+\.\d+-noble-chiseled$", runtime);
        Assert.Equal(Regex.Match(sdk, @":(\d+\.\d+)").Value, Regex.Match(runtime, @":(\d+\.\d+)").Value);
        Assert.Contains($"<TargetFramework>net{Regex.Match(sdk, @":(\d+\.\d+)").Groups[1].Value}<", Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_last_stage_needs_a_shell()
    {
        Assert.Empty(Image.Of("final", "RUN"));
        Assert.Equal(["/app/windsock"], JsonSerializer.Deserialize<string[]>(Assert.Single(Image.Of("final", "ENTRYPOINT")))!);
        Assert.Equal(["run", "--config", "/etc/windsock/windsock.yaml"], JsonSerializer.Deserialize<string[]>(Assert.Single(Image.Of("final", "CMD")))!);
        Assert.DoesNotContain(Image.Instructions, instruction => instruction.Word is "SHELL" or "HEALTHCHECK");
    }

    [Fact]
    public void Nothing_is_fetched_but_what_the_lock_files_name()
    {
        Assert.DoesNotContain(Image.Instructions, instruction => instruction.Word == "ADD");
        var steps = Image.Of("build", "RUN");
        Assert.NotEmpty(steps);
        Assert.All(steps, step => Assert.StartsWith("dotnet ", step, StringComparison.Ordinal));
        Assert.All(steps, step => Assert.Matches("--locked-mode$| --no-restore ", step));
    }

    [Fact]
    public void What_the_image_copies_exists_is_sent_to_the_builder_and_holds_every_project()
    {
        var sources = Image.Of("build", "COPY").SelectMany(copy => copy.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..^1]).ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source)), $"{source} is not there"));
        Assert.All(sources, source => Assert.True(IsSent(source), $"{source} is held back by .dockerignore"));
        var projects = House.Arrows.Keys.Select(name => $"src/{name}/{name}.csproj").Append("eng/Sbom/Sbom.csproj").ToList();
        Assert.Empty(projects.Concat(projects.Select(project => Path.GetDirectoryName(project) + "/packages.lock.json")).Except(sources));
        Assert.Equal(["--from=build /app ./"], Image.Of("final", "COPY"));
    }

    [Fact]
    public void The_ports_it_names_are_those_that_the_agent_opens()
    {
        var listens = SourceFile.Product.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && !file.Path.Contains("/Simulation/", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(file.Text, @"string Listen \{ get; set; \} = ""0\.0\.0\.0:(\d+)""")).Select(match => match.Groups[1].Value).Order().ToList();

        Assert.NotEmpty(listens);
        Assert.Equal(listens, Assert.Single(Image.Of("final", "EXPOSE")).Split(' ').Order());
    }

    [Fact]
    public void Labels_say_what_it_is_and_what_it_was_made_from()
    {
        var label = Assert.Single(Image.Of("final", "LABEL"));

        Assert.Equal(
            ["base.name", "description", "revision", "title", "version"],
            Regex.Matches(label, @"org\.opencontainers\.image\.([\w.]+)=""[^""]+""").Select(match => match.Groups[1].Value).Order());
        Assert.All(["VERSION", "REVISION", "RUNTIME"], name => Assert.Contains(Image.Of("final", "ARG"), argument => argument.Split('=')[0] == name));
    }

    [Fact]
    public void The_agent_may_list_and_watch_and_nothing_else()
    {
        var rules = Read("deploy/daemonset/base/rbac.yaml");

        Assert.Equal(["[list, watch]", "[create]"], Regex.Matches(rules, @"verbs: (.+)").Select(match => match.Groups[1].Value));
        Assert.Equal(["[pods, serviceaccounts, namespaces]", "[events]"], Regex.Matches(rules, @"resources: (.+)").Select(match => match.Groups[1].Value));
    }

    private static string Argument(string name) => Image.Of("", "ARG").Single(argument => argument.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>The last line of .dockerignore that matches decides.</summary>
    private static bool IsSent(string path)
    {
        var isSent = true;
        foreach (var line in Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var pattern = Regex.Escape(line.TrimStart('!')).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal);
            isSent = Regex.IsMatch(path, $"^{pattern}$") ? line[0] == '!' : isSent;
        }

        return isSent;
    }
}
