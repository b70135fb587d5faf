using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>Texts of entries as actions hold them: one line, without control characters, bounded.</summary>
internal static class EntryText
{
    public const int MaxNameCharacters = 512;

    public const int MaxMessageCharacters = 1_000;

    /// <summary>Longer texts are read as absent: an entry of Cloud Logging has 256 KB at most.</summary>
    private const int MaxBytes = 256 * 1024;

    /// <summary>Empty when it is no text.</summary>
    public static string Name(ref Utf8JsonReader reader) => Read(ref reader, MaxNameCharacters);

    /// <inheritdoc cref="Name(ref Utf8JsonReader)"/>
    public static string Message(ref Utf8JsonReader reader) => Read(ref reader, MaxMessageCharacters);

    /// <summary>What is not for one line becomes a blank; the rest is cut, never within a character.</summary>
    public static string Clean(string text, int maxCharacters)
    {
        if (text.Length > maxCharacters)
        {
            text = text[..(char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters)];
        }

        return text.Any(IsUnfit) ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = IsUnfit(source[i]) ? ' ' : source[i];
            }
        }) : text;
    }

    private static string Read(ref Utf8JsonReader reader, int maxCharacters) =>
        FieldReader.ReadText(ref reader, null, MaxBytes, out var text) == JsonTokenType.String ? Clean(text, maxCharacters) : "";

    /// <summary>Control characters, line and paragraph separators, and marks that turn the direction of what follows.</summary>
    private static bool IsUnfit(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
