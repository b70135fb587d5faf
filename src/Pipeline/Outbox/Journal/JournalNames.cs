using System.Globalization;

namespace Windsock.Pipeline.Outbox.Journal;

/// <summary>Names of the files of a journal; their order is that of their ids.</summary>
internal static class JournalNames
{
    public const string Lock = "lock";

    private const string Prefix = "outbox-";
    private const string Extension = ".log";

    public static string Of(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id:x16}{Extension}");

    public static long? IdOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Extension.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
        && id > 0 ? id : null;

    /// <summary>A file that cannot be read at all.</summary>
    public static string Aside(string name) => name + ".unreadable";
}
