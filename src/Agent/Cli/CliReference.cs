using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Windsock.Agent.Cli;

/// <summary>docs/reference/cli.md.</summary>
internal static class CliReference
{
    public static string Render()
    {
        var tree = new CommandTree(new VerbSet(NoBody, NoBody, NoBody, NoBody, NoBody, NoBody, NoBody, NoBody, NoBody), new CliConsole(TextWriter.Null, TextWriter.Null, false, HelpPage.MaxWidth));
        var page = new StringBuilder("# Command line\n\nMade from the code by `make docs`; do not edit.\n");
        foreach (var command in (Command[])[tree.Root, .. tree.Root.Subcommands.Where(verb => !verb.Hidden)])
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {CommandPath.Of(command)}\n\n```text\n{tree.HelpOf(command, HelpPage.MaxWidth)}```\n");
            foreach (var part in command is RootCommand ? [] : command.Subcommands)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### {CommandPath.Of(part)}\n\n```text\n{tree.HelpOf(part, HelpPage.MaxWidth)}```\n");
            }
        }

        page.Append("\n## Exit codes\n\n| Code | Meaning |\n| ---: | --- |\n");
        foreach (var (code, meaning) in ExitCode.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {code} | {meaning} |\n");
        }

        return page.Append("\nResults go to standard output; messages, logs and progress go to standard error.\n").ToString();
    }

    private static Task<int> NoBody<T>(T arguments, CliConsole console, CancellationToken stop) => Task.FromResult(ExitCode.Ok);
}
