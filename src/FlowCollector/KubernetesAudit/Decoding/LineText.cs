using System.Globalization;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Text from the network made fit for a <see cref="Model.Platform.PlatformAction"/>: one line, bounded.</summary>
internal static class LineText
{
    /// <summary>Of names and ids.</summary>
    public const int MaxName = 512;

    /// <summary>Of sentences.</summary>
    public const int MaxMessage = 1_000;

    /// <summary>The string that the reader stands on; empty when it is not Unicode text.</summary>
    public static string Read(ref Utf8JsonReader json, StringPool? pool, int limit)
    {
        var bytes = json.ValueSpan;
        if (!json.ValueIsEscaped && bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            bytes = bytes[..Math.Min(bytes.Length, limit)];
            return pool is not null ? pool.Get(bytes) : System.Text.Encoding.ASCII.GetString(bytes);
        }

        try
        {
            return Of(json.GetString() ?? "", limit);
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>Control and format characters, line breaks and halves of pairs become question marks.</summary>
    public static string Of(string text, int limit)
    {
        text = text.Length > limit ? text[..limit] : text;
        return text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : string.Create(text.Length, text, static (line, from) =>
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
