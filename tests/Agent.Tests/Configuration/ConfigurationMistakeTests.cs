using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;

namespace Windsock.Agent.Tests.Configuration;

public sealed class ConfigurationMistakeTests
{
    private static readonly Dictionary<string, string> NoEnvironment = new() { ["NODE_NAME"] = "worker-1" };

    public static TheoryData<string> Mistakes =>
        [.. Directory.GetFiles(FixtureFolder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string FixtureFolder => Path.Combine(Golden.RepositoryRoot, "tests", "Agent.Tests", "Configuration", "Fixtures");

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_explained_with_key_value_limit_and_line(string mistake)
    {
        var outcome = Load(mistake + ".yaml", File.ReadAllText(Path.Combine(FixtureFolder, mistake + ".yaml")), NoEnvironment);

        Assert.Null(outcome.Configuration);
        Golden.Matches($"Configuration/Golden/{mistake}.txt", ConfigurationText.Errors(outcome.Errors));
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        var outcome = Load("x.yaml", File.ReadAllText(Path.Combine(FixtureFolder, "secret_in_the_file.yaml")), NoEnvironment);

        var text = ConfigurationText.Errors(outcome.Errors) + ConfigurationText.Json(outcome);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MIIB", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_in_the_environment_are_explained_beside_those_of_the_file()
    {
        var outcome = Load("windsock.yaml", "http: { listen: here }", new Dictionary<string, string>
        {
            ["NODE_NAME"] = "worker-1",
            ["WINDSOCK__HTTP__LISTN"] = "x",
            ["WINDSOCK__HUBBEL__ADDRESS"] = "x",
            ["WINDSOCK__HUBBLE__TLS"] = "true",
            ["WINDSOCK__HUBBLE__TLS__CAFIL"] = "x",
            ["WINDSOCK__HUBBLE__ADDRESS__HOST"] = "x",
            ["WINDSOCK__ALERTS__SINK"] = "x",
            ["WINDSOCK__METRICS__SERIESTTL"] = "soon",
            ["WINDSOCK__NODE__QUEUECAPACITY"] = "1",
            ["windsock__node__queueCapacity"] = "2",
            ["WINDSOCK__"] = "",
        });

        Golden.Matches("Configuration/Golden/environment.txt", ConfigurationText.Errors(outcome.Errors));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        var loader = new ConfigurationLoader(AgentSections.Schema);

        Assert.Equal("does/not/exist.yaml: cannot be read: no such file", loader.Load("does/not/exist.yaml", NoEnvironment).Errors.Single().ToString());
        Assert.Equal($"{FixtureFolder}: is a directory, not a file", loader.Load(FixtureFolder, NoEnvironment).Errors.Single().ToString());
    }

    private static ConfigurationOutcome Load(string file, string text, Dictionary<string, string> environment) =>
        new ConfigurationLoader(AgentSections.Schema).LoadText(file, text, environment);
}
