using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Web.Home;

/// <summary>HTML in the making. What stands in an interpolated text is markup; what is put into its holes is text, and encoded: nothing
/// that comes from the network can become markup, in an element or in a quoted attribute.</summary>
internal sealed class HtmlText
{
    /// <summary>Longest text in one hole; more is cut.</summary>
    public const int MaxTextLength = 600;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new();

    /// <param name="markup">Has written itself when this is called.</param>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] Markup markup) => markup.Page;

    public HtmlText AddStyle()
    {
        _html.Append(HomeStyle.Css);
        return this;
    }

    public override string ToString() => _html.ToString();

    private void AppendText(string text)
    {
        var shown = SafeText.Of(text);
        if (shown.Length > MaxTextLength)
        {
            var cut = char.IsHighSurrogate(shown[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength;
            shown = shown[..cut] + "...";
        }

        _html.Append(Encoder.Encode(shown));
    }

    /// <summary>What the compiler makes of an interpolated text.</summary>
    [InterpolatedStringHandler]
    public readonly struct Markup
    {
        public Markup(int literalLength, int formattedCount, HtmlText page)
        {
            Page = page;
            page._html.EnsureCapacity(page._html.Length + literalLength + (formattedCount * 16));
        }

        public HtmlText Page { get; }

        public void AppendLiteral(string markup) => Page._html.Append(markup);

        public void AppendFormatted(string text) => Page.AppendText(text);

        public void AppendFormatted(long number) => Page._html.Append(Figures.Count(number));
    }
}
