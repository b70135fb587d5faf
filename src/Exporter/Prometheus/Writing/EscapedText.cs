using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Windsock.Exporter.Prometheus.Writing;

/// <summary>Text from anywhere as UTF-8 that both formats can hold. What is not valid UTF-16 (a lone surrogate) becomes U+FFFD.</summary>
internal static class EscapedText
{
    private static readonly SearchValues<char> InQuotes = SearchValues.Create("\\\"\n");
    private static readonly SearchValues<char> InHelp = SearchValues.Create("\\\n");

    /// <summary>Bytes that <paramref name="chars"/> characters can become at most: three per UTF-16 unit, two for an escape.</summary>
    public static int MaxBytes(int chars) => chars * 3;

    /// <summary>A label value, or a help text of OpenMetrics: backslash, double quote and line feed are escaped.</summary>
    public static int WriteQuoted(ReadOnlySpan<char> text, Span<byte> output) => Write(text, output, InQuotes);

    /// <summary>A help text of format 0.0.4: quotes stand as they are.</summary>
    public static int WriteHelp(ReadOnlySpan<char> text, Span<byte> output) => Write(text, output, InHelp);

    /// <summary>The same as bytes of their own, for text that is rendered once.</summary>
    public static byte[] Quoted(string text)
    {
        var bytes = new byte[MaxBytes(text.Length)];
        return bytes[..WriteQuoted(text, bytes)];
    }

    public static string HelpFor(string help, ExpositionFormat format)
    {
        var bytes = new byte[MaxBytes(help.Length)];
        var length = format == ExpositionFormat.OpenMetrics ? WriteQuoted(help, bytes) : WriteHelp(help, bytes);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static int Write(ReadOnlySpan<char> text, Span<byte> output, SearchValues<char> escaped)
    {
        var written = 0;
        while (true)
        {
            var next = text.IndexOfAny(escaped);
            Utf8.FromUtf16(next < 0 ? text : text[..next], output[written..], out _, out var bytes, replaceInvalidSequences: true);
            written += bytes;
            if (next < 0)
            {
                return written;
            }

            output[written++] = (byte)'\\';
            output[written++] = text[next] == '\n' ? (byte)'n' : (byte)text[next];
            text = text[(next + 1)..];
        }
    }
}
