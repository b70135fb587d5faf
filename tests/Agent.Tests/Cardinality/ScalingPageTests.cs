using System.Text.RegularExpressions;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Tests.Cardinality;

/// <summary>docs/scaling.md holds what the calculator says and what was measured.</summary>
public sealed class ScalingPageTests
{
    private const string Page = "docs/scaling.md";

    [Fact]
    public async Task Tables_of_series_are_what_their_commands_print()
    {
        var page = Read(Page);
        var made = page;
        foreach (Match block in Regex.Matches(page, "```text\n\\$ windsock ([^\n]+)\n.*?```", RegexOptions.Singleline))
        {
            made = made.Replace(block.Value, $"```text\n$ windsock {block.Groups[1].Value}\n{await OutputOfAsync(block.Groups[1].Value.Split(' '))}```", StringComparison.Ordinal);
        }

        Assert.Equal(3, Regex.Count(made, "\ntogether "));
        Golden.MatchesInRepository(Page, made, "set WINDSOCK_ACCEPT_GOLDEN=1 and run the test again");
    }

    [Fact]
    public void Constants_are_those_of_the_benchmarks()
    {
        var measured = Rows(Read("docs/benchmarks.md"));
        var constants = Rows(Read(Page)[..Read(Page).IndexOf("## Series", StringComparison.Ordinal)]).Skip(2).ToList();

        Assert.InRange(constants.Count, 8, 30);
        Assert.All(constants, constant => Assert.Contains(
            measured, row => row[0].StartsWith(constant[2], StringComparison.Ordinal) && row.Any(cell => cell.Contains(constant[1], StringComparison.Ordinal))));
    }

    private static IEnumerable<string[]> Rows(string page) =>
        page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    private static string Read(string file) => File.ReadAllText(Path.Combine(Golden.RepositoryRoot, file));

    private static async Task<string> OutputOfAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, Composition.Verbs, new CliConsole(output, error, false, CliConsole.Unbroken), TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Ok, ""), (code, error.ToString()));
        return output.ToString();
    }
}
