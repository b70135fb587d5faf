using System.Globalization;
using System.Text;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.State;

/// <summary>How a content looks as a file: one line of text (<c>windsock-state 1 length crc32c</c>), then the content as it is. Pure.</summary>
internal static class StateFile
{
    /// <summary>Of names; the rest is what was set aside, or is on its way.</summary>
    public const string Extension = ".state";

    private const string Magic = "windsock-state";
    private const string Version = "1";

    /// <summary>More than any header has.</summary>
    private const int MaxHeaderBytes = 80;

    public static byte[] Encode(ReadOnlySpan<byte> content)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Magic} {Version} {content.Length} {Crc32C.Of(content):x8}\n"));
        return [.. header, .. content];
    }

    /// <summary>The content, or why there is none.</summary>
    public static (byte[]? Content, StateFault Fault) Decode(ReadOnlySpan<byte> file)
    {
        var end = file[..Math.Min(file.Length, MaxHeaderBytes)].IndexOf((byte)'\n');
        if (end < 0)
        {
            return (null, file.Length < MaxHeaderBytes ? StateFault.Truncated : StateFault.Corrupt);
        }

        var words = Encoding.ASCII.GetString(file[..end]).Split(' ');
        if (words[0] != Magic)
        {
            return (null, StateFault.Corrupt);
        }

        if (words.Length < 2 || words[1] != Version)
        {
            return (null, StateFault.UnknownVersion);
        }

        var content = file[(end + 1)..];
        if (words.Length != 4 || !int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !uint.TryParse(words[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum))
        {
            return (null, StateFault.Corrupt);
        }

        return content.Length < length ? (null, StateFault.Truncated)
            : content.Length > length || Crc32C.Of(content) != checksum ? (null, StateFault.Corrupt)
            : (content.ToArray(), StateFault.None);
    }

    /// <summary>Lower-case letters, digits and hyphens, at most 100: nothing that could lead out of the directory.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 100 && name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
