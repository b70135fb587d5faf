using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Guardrails;

namespace Windsock.Agent.Tests.Guardrails;

public sealed class GuardrailMistakeTests
{
    public static TheoryData<string> Mistakes =>
        [.. Directory.GetFiles(FixtureFolder, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    private static string FixtureFolder => Path.Combine(Golden.RepositoryRoot, "tests", "Agent.Tests", "Guardrails", "Fixtures");

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_explained_with_line_value_limit_and_mend(string mistake)
    {
        var errors = new List<ConfigurationError>();
        GuardrailReader.Read($"{mistake}.yaml", File.ReadAllText(Path.Combine(FixtureFolder, $"{mistake}.yaml")), errors);

        var text = ConfigurationText.Errors([.. errors]);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain(text.Replace("\n", "", StringComparison.Ordinal), char.IsControl);
        Golden.Matches($"Guardrails/Golden/{mistake}.txt", text);
    }

    [Fact]
    public void Names_are_unique_over_all_files()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", "guardrails: [{ name: x, mode: alert, dags: ['*'], metadataService: forbidden }]");
        folder.Write("b.yaml", "\nguardrails: [{ name: x, mode: alert, dags: ['*'], metadataService: forbidden }]");

        Assert.Equal(
            "b.yaml:2: guardrails[0].name: 'x' is the name of another guardrail, at a.yaml:1; give each its own",
            Assert.Single(Load(folder, "*.yaml").Errors).ToString());
    }

    [Theory]
    [InlineData("missing.yaml", "missing.yaml: cannot be read: no such file")]
    [InlineData("inner", "inner: is a folder, not a file; name its files, as in folder/*.yaml")]
    [InlineData("x*.yaml", "windsock.yml:1: detection.guardrails.files: no file matches 'x*.yaml'; put one there or remove the entry")]
    [InlineData("nowhere/*.yaml", "windsock.yml:1: detection.guardrails.files: 'nowhere/*.yaml': its folder cannot be read: no such folder")]
    [InlineData("*/a.yaml", "windsock.yml:1: detection.guardrails.files: '*/a.yaml' has a * in the name of a folder; allowed: in the name of the file only, as guardrails/*.yaml")]
    public void Files_that_cannot_be_had_are_named_as_they_were_written(string written, string error)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "inner"));

        Assert.Equal(error, Assert.Single(Load(folder, written).Errors).ToString());
    }

    [Fact]
    public void A_file_of_more_than_a_megabyte_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        folder.Write("big.yaml", new string('#', 1_048_577));

        Assert.Equal(
            "big.yaml: has more than 1048576 bytes, the most that a file of guardrails may have; divide it", Assert.Single(Load(folder, "big.yaml").Errors).ToString());
    }

    [Fact]
    public void More_guardrails_than_a_thousand_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("many.yaml", "guardrails:\n" + string.Concat(Enumerable.Range(0, 1_001).Select(number => $"- {{ name: g{number}, mode: alert, dags: ['*'], metadataService: forbidden }}\n")));

        Assert.Equal(
            "many.yaml:1002: guardrails: there are more than 1000 guardrails in all files; join some by patterns of DAGs", Assert.Single(Load(folder, "many.yaml").Errors).ToString());
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place_and_never_fails_otherwise()
    {
        var good = File.ReadAllText(Path.Combine(Golden.RepositoryRoot, "deploy", "guardrails", "example.yaml"));
        var pieces = new[] { "{", "}", "[", "]", ":", "- ", "\n", "\t", "\"", "'", "|", "&a", "*a", "!!", "---", "?", "\0", "#", "  ", "~", "<<: ", "-1", "/", "*", "ports:" };
        var random = new Random(7);
        for (var round = 0; round < 3_000; round++)
        {
            var text = good;
            for (var edit = random.Next(1, 6); edit > 0; edit--)
            {
                var at = random.Next(text.Length);
                text = text[..at] + pieces[random.Next(pieces.Length)] + text[Math.Min(text.Length, at + random.Next(4))..];
            }

            var errors = new List<ConfigurationError>();
            GuardrailReader.Read("x.yaml", text, errors);
            Assert.All(errors, error => Assert.True(error.ToString().StartsWith("x.yaml", StringComparison.Ordinal) && error.Message.Length > 0, text));
        }
    }

    /// <summary>With the folder taken out of the names in its errors.</summary>
    private static ConfigurationOutcome Load(TemporaryFolder folder, string written)
    {
        var file = folder.Write("windsock.yml", $"detection: {{ guardrails: {{ files: ['{written}'] }} }}");
        var outcome = AgentConfiguration.Load(file, new Dictionary<string, string> { ["NODE_NAME"] = "worker-1" });
        return outcome with
        {
            Errors = [.. outcome.Errors.Select(error => error with { Origin = error.Origin with { Name = error.Origin.Name.Replace(folder.Path + "/", "", StringComparison.Ordinal) } })],
        };
    }
}
