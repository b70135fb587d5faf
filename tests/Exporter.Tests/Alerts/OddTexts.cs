using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Tests.Alerts;

/// <summary>Draws values at the edges of what may come.</summary>
internal sealed class OddTexts(Random dice, bool keepsPromises)
{
    private const int PromisedLength = 1_000;

    private static readonly string[] Pieces =
    [
        "etl.load", " ", "😀", "👩‍👩‍👧", "ü", "<!channel>", "<@U0LAN0Z89>", "<https://evil.example|Runbook>", "&", "&amp;", "\"", "\\", "*bold*", "_", "`", "|", "https://a.b/c?d=e&f=g#h",
        "{rule}", "{trace_id}", "a\u0301", "漢字", "=", "/", "..", ":", "+", "%2F",
    ];

    private static readonly string[] Broken = ["\n", "\r\n", "\0", "\u001b[31m", "\u202E", "\u2028", "\uD83D", "\uDE00", "\uFEFF", "\t"];

    public int Number(int least, int below) => dice.Next(least, below);

    public Instant Time() => Number(0, 8) == 0 ? Instant.Missing : new Instant(dice.NextInt64(1, long.MaxValue));

    public string Text(int most = PromisedLength)
    {
        var text = new StringBuilder();
        var length = Number(0, 6) switch { 0 => 0, 1 => keepsPromises ? most : 5_000, _ => Number(0, Math.Min(most, 60)) };
        while (text.Length < length)
        {
            text.Append(keepsPromises || Number(0, 3) > 0 ? Pieces[Number(0, Pieces.Length)] : Broken[Number(0, Broken.Length)]);
        }

        // Cut between two characters, as the model promises.
        return keepsPromises && text.Length > most ? new StringInfo(text.ToString()).SubstringByTextElements(0, most / 8) : text.ToString();
    }

    public ImmutableArray<string> Texts() => [.. Enumerable.Range(0, Number(0, 17)).Select(_ => Text())];
}
