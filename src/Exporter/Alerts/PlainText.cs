using System.Globalization;
using System.Text;

namespace Windsock.Exporter.Alerts;

/// <summary>Texts as other systems can take them: bounded, cut between two characters, without what could move a terminal's cursor or turn
/// a text around. Pure. Lengths count UTF-16 units, the most that any receiver counts.</summary>
internal static class PlainText
{
    private const string Ellipsis = "...";

    /// <summary>One line.</summary>
    /// <param name="most">At least 3.</param>
    public static string Line(string text, int most) => Make(text, most, keepsBreaks: false, isEscaped: false);

    /// <summary>Lines.</summary>
    public static string Lines(string text, int most) => Make(text, most, keepsBreaks: true, isEscaped: false);

    /// <summary>One line with <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> as Slack wants them; never cut within one of those.</summary>
    public static string Escaped(string text, int most) => Make(text, most, keepsBreaks: false, isEscaped: true);

    private static string Make(string text, int most, bool keepsBreaks, bool isEscaped)
    {
        var made = new StringBuilder(Math.Min(text.Length, most));
        var fits = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Shown(rune, keepsBreaks, isEscaped);
            if (made.Length + shown.Length > most)
            {
                return made.ToString(0, fits) + Ellipsis;
            }

            made.Append(shown);
            fits = made.Length <= most - Ellipsis.Length ? made.Length : fits;
        }

        return made.ToString();
    }

    private static string Shown(Rune rune, bool keepsBreaks, bool isEscaped) => rune.Value switch
    {
        '\n' when keepsBreaks => "\n",
        '&' when isEscaped => "&amp;",
        '<' when isEscaped => "&lt;",
        '>' when isEscaped => "&gt;",
        _ => IsPlain(rune) ? rune.ToString() : " ",
    };

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
