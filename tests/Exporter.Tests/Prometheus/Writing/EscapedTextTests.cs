using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Tests.Prometheus.Writing;

public class EscapedTextTests
{
    [Fact]
    public void Labels_escape_backslash_quote_and_line_feed() =>
        Assert.Equal("a\\\\b\\\"c\\nd\re", Encoding.UTF8.GetString(EscapedText.Quoted("a\\b\"c\nd\re")));

    [Fact]
    public void Help_keeps_its_quotes_in_the_text_format_only()
    {
        Assert.Equal("say \"\\\\\"", EscapedText.HelpFor("say \"\\\"", ExpositionFormat.Text));
        Assert.Equal("say \\\"\\\\\\\"", EscapedText.HelpFor("say \"\\\"", ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void A_lone_surrogate_becomes_the_replacement_character() =>
        Assert.Equal("a\uFFFDb", Encoding.UTF8.GetString(EscapedText.Quoted("a\uD800b")));

    [Fact]
    public void Any_text_survives_and_the_bytes_are_those_of_the_plain_writer() =>
        Prop.ForAll<string>(generated =>
        {
            var text = generated ?? "";
            var plain = new StringBuilder();
            foreach (var c in text)
            {
                plain.Append(c switch { '\\' => "\\\\", '"' => "\\\"", '\n' => "\\n", _ => c.ToString() });
            }

            var sample = SampleReader.Read($"x{{l=\"{Encoding.UTF8.GetString(EscapedText.Quoted(text))}\"}} 1");
            return EscapedText.Quoted(text).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(plain.ToString()))
                && sample.Labels[0].Value == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_label_value_is_cut_at_253_and_never_through_a_pair()
    {
        Assert.Equal(new string('x', 253), LabelText.Clean(new string('x', 300)));
        Assert.Equal(new string('x', 252), LabelText.Clean(new string('x', 252) + "\U0001F300"));
        Assert.Equal(new string('x', 251) + "\U0001F300", LabelText.Clean(new string('x', 251) + "\U0001F300y"));
    }

    [Fact]
    public void A_fit_label_value_is_not_copied()
    {
        var text = "etl.load \"x\"";
        Assert.Same(text, LabelText.Clean(text));
    }

    [Fact]
    public void Cleaned_texts_that_look_alike_are_equal() =>
        Assert.Equal(LabelText.Clean("a\uDC00"), LabelText.Clean("a\uD801"));
}
