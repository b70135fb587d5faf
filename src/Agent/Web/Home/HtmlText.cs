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

    /// <param name="markup">An interpolated text; it has written itself into this page when this is called.</param>
    public HtmlText Add([InterpolatedStringHandlerArgument("")] Markup markup) =>
        markup.IsOf(this) ? this : throw new ArgumentException("The markup is of another page.", nameof(markup));

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
        private readonly HtmlText _page;

        public Markup(int literalLength, int formattedCount, HtmlText page)
        {
            _page = page;
            page._html.EnsureCapacity(page._html.Length + literalLength + (formattedCount * 16));
        }

        public bool IsOf(HtmlText page) => ReferenceEquals(_page, page);

        public void AppendLiteral(string markup) => _page._html.Append(markup);

        public void AppendFormatted(string text) => _page.AppendText(text);

        public void AppendFormatted(long number) => _page._html.Append(Figures.Count(number));
    }
}
