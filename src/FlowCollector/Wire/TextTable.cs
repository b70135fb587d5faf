using System.Text;

namespace Windsock.FlowCollector.Wire;

/// <summary>Strings from the wire, equal ones made once. Bytes that are not UTF-8 become U+FFFD: a flow is worth more than the
/// spelling of one name in it.</summary>
internal sealed class TextTable
{
    /// <summary>Longer texts rarely come twice.</summary>
    private const int MaxRememberedBytes = 256;

    private readonly int _maxTextBytes;

    /// <param name="entries">Texts remembered at most.</param>
    /// <param name="bytes">Their bytes at most.</param>
    /// <param name="maxTextBytes">A longer text is cut, at a whole character.</param>
    public TextTable(int entries, long bytes, int maxTextBytes)
    {
        Table = new InternTable<string>(entries, bytes);
        _maxTextBytes = maxTextBytes;
    }

    public InternTable<string> Table { get; }

    /// <summary>For text that many flows share.</summary>
    public string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return "";
        }

        if (utf8.Length > MaxRememberedBytes)
        {
            return Read(utf8);
        }

        var hash = Table.HashOf(utf8);
        var text = Table.Find(utf8, hash);
        if (text is null)
        {
            text = Read(utf8);
            Table.Add(utf8, hash, text);
        }

        return text;
    }

    /// <summary>For text that is different each time: a new string, at most as long as the limit.</summary>
    public string Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > _maxTextBytes)
        {
            var end = _maxTextBytes;
            while (end > _maxTextBytes - 4 && end > 0 && (utf8[end] & 0xC0) == 0x80)
            {
                end--;
            }

            utf8 = utf8[..end];
        }

        return Encoding.UTF8.GetString(utf8);
    }
}
