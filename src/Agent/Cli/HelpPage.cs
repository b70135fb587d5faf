using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Windsock.Agent.Cli;

/// <summary>The text of <c>--help</c>: what it does, how it is called, an example.</summary>
internal static class HelpPage
{
    /// <summary>Text wider than this is hard to read, however wide the terminal is.</summary>
    public const int MaxWidth = 100;

    public static string Render(Command command, ImmutableArray<HelpExample> examples, int width)
    {
        width = Math.Clamp(width, 40, MaxWidth);
        var text = new StringBuilder();
        Wrap(text, command.Description ?? "", "", width);
        text.Append("\nUsage:\n  ").Append(Usage(command)).Append('\n');

        Section(text, "Commands", command.Subcommands.Where(verb => !verb.Hidden).Select(verb => (verb.Name, FirstSentence(verb.Description))), width);
        Section(text, "Arguments", command.Arguments.Select(argument => (Label(argument), argument.Description ?? "")), width);
        Section(text, "Options", command.Options.Where(option => !option.Hidden).Select(option => (Label(option), option.Description ?? "")), width);

        text.Append(examples.Length == 1 ? "\nExample:\n" : "\nExamples:\n");
        foreach (var example in examples)
        {
            text.Append("  ").Append(example.CommandLine).Append('\n');
            Wrap(text, example.Meaning, "      ", width);
        }

        if (command.Subcommands.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n'{CommandPath.Of(command)} COMMAND --help' shows the options of a command.\n");
        }

        return text.ToString();
    }

    private static string Usage(Command command)
    {
        var name = CommandPath.Of(command);
        var arguments = string.Concat(command.Arguments.Select(argument => " " + Label(argument)));
        var verbs = command.Subcommands.Count > 0 ? " COMMAND" : "";
        return $"{name}{verbs}{arguments} [options]";
    }

    private static string Label(Argument argument) => argument.HelpName + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");

    private static string Label(Option option)
    {
        var names = option.Aliases.Append(option.Name).Where(name => name.StartsWith('-')).Distinct()
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);
        return string.Join(", ", names) + (option.HelpName is { } value ? $" {value}" : "");
    }

    private static string FirstSentence(string? text) => text is null ? "" : text.Split(". ")[0].TrimEnd('.');

    private static void Section(StringBuilder text, string title, IEnumerable<(string Left, string Right)> rows, int width)
    {
        var all = rows.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        var column = all.Max(row => row.Left.Length) + 4;
        text.Append('\n').Append(title).Append(":\n");
        foreach (var (left, right) in all)
        {
            var start = text.Length;
            Wrap(text, right, new string(' ', column), width);
            // The first line's indentation makes room for the name.
            text.Remove(start, column).Insert(start, ("  " + left).PadRight(column));
        }
    }

    private static void Wrap(StringBuilder text, string words, string indent, int width)
    {
        foreach (var paragraph in words.Split('\n'))
        {
            var line = indent;
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > indent.Length && line.Length + 1 + word.Length > width)
                {
                    text.Append(line).Append('\n');
                    line = indent;
                }

                line += line.Length > indent.Length ? " " + word : word;
            }

            text.Append(line).Append('\n');
        }
    }
}
