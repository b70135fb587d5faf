using System.Globalization;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>Text of others made fit to be kept: one line without control characters, and not longer than it may be.</summary>
internal static class PlainLine
{
    public const int MaxName = 512;

    public const int MaxMessage = 1_000;

    public static string Of(string text, int max)
    {
        var kept = text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];
        return kept.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? kept : string.Create(kept.Length, kept, static (line, from) =>
        {
            for (var index = 0; index < from.Length; index++)
            {
                line[index] = IsControl(from[index]) ? ' ' : from[index];
            }
        });
    }

    private static bool IsControl(char character) => char.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
