using System.Text.RegularExpressions;

namespace Windsock.Architecture.Tests.Documents;

/// <summary>Finds the commands of <c>windsock</c> in a line of a shell, and says what is wrong with them.</summary>
internal static class CommandLineWords
{
    private static readonly Regex Separator = new(@"\s(?:\||\|\||&&|;|--|>|<)\s|[;)]");
    private static readonly Regex Comment = new(@"(?<=\S)\s+#.*$");
    private static readonly Regex Start = new(@"^\s*(?:\$ |# )?(?:[A-Z_][A-Z0-9_]*=\S+ )*(?:sudo )?(?:\S*/)?windsock (?<words>\S.*)$");

    /// <summary>Verbs and options as docs/reference/cli.md has them.</summary>
    public static IEnumerable<string> Mistakes(string line, IReadOnlyDictionary<string, IReadOnlySet<string>> verbs)
    {
        foreach (var part in Separator.Split(Comment.Replace(line, "")))
        {
            if (Start.Match(part) is not { Success: true } command)
            {
                continue;
            }

            var words = command.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!Regex.IsMatch(words[0], "^[a-z][a-z-]*$"))
            {
                continue;
            }

            if (!verbs.TryGetValue(words[0], out var options))
            {
                yield return $"windsock {words[0]} is no command";
                continue;
            }

            foreach (var option in words.Skip(1).Select(word => word.Split('=')[0].TrimEnd(',', '.')).Where(word => Regex.IsMatch(word, "^--?[a-z]")))
            {
                if (!options.Contains(option))
                {
                    yield return $"windsock {words[0]} has no option {option}";
                }
            }
        }
    }
}
