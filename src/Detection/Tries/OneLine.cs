using System.Globalization;

namespace Windsock.Detection.Tries;

/// <summary>Text that holds names from the network, made fit for one line: names of tasks, pods and hosts are what somebody else wrote.</summary>
internal static class OneLine
{
    /// <summary>Control and format characters and line breaks become question marks; text without them is given back as it is.</summary>
    public static string Of(string text)
    {
        var index = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (index < 0)
        {
            return text;
        }

        while (index < text.Length && !IsBad(text[index]))
        {
            index++;
        }

        return index == text.Length ? text : string.Create(text.Length, text, static (line, from) =>
        {
            for (var index = 0; index < from.Length; index++)
            {
                line[index] = IsBad(from[index]) ? '?' : from[index];
            }
        });
    }

    private static bool IsBad(char character) => character is < ' ' or >= '\u007f' && char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
