using System.Globalization;

namespace Windsock.Agent.Cli;

/// <summary>Names come from the network; a terminal must not obey them, and nothing in them may hide or turn around what is
/// beside it.</summary>
internal static class SafeText
{
    /// <summary>One line, with a question mark for every letter that is not to be shown.</summary>
    public static string Of(string text) => text.All(IsSafe) ? text : string.Concat(text.Select(letter => IsSafe(letter) ? letter : '?'));

    /// <summary>Neither control nor format character (escape sequences, bidirectional marks) nor a break of the line.</summary>
    public static bool IsSafe(char letter) => char.GetUnicodeCategory(letter) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
