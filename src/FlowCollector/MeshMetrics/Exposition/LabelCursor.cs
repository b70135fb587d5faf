namespace Windsock.FlowCollector.MeshMetrics.Exposition;

/// <summary>Goes through <c>name="value"</c> pairs as they stand between the braces of a series in the text format. Spaces and tabs may
/// stand around names, equals signs, values and commas; a last comma may stand alone.</summary>
internal ref struct LabelCursor
{
    private ReadOnlySpan<byte> _rest;
    private bool _needsComma;

    /// <param name="labels">From after the opening brace; may go on after the closing one.</param>
    public LabelCursor(ReadOnlySpan<byte> labels) => _rest = labels;

    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>As it stands between the quotes, escapes included.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>What has not been read yet, blanks skipped: at the end of valid labels nothing, or the closing brace.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <returns>False at the end, and where it is no label: <see cref="Rest"/> tells.</returns>
    public bool Next()
    {
        _rest = _rest.TrimStart(" \t"u8);
        if (_needsComma)
        {
            if (_rest.IsEmpty || _rest[0] != ',')
            {
                return false;
            }

            _rest = _rest[1..].TrimStart(" \t"u8);
        }

        var length = NameLength(_rest);
        if (length == 0)
        {
            return false;
        }

        var after = _rest[length..].TrimStart(" \t"u8);
        if (after.IsEmpty || after[0] != '=')
        {
            return false;
        }

        after = after[1..].TrimStart(" \t"u8);
        if (after.IsEmpty || after[0] != '"' || ValueLength(after[1..]) is not (>= 0 and var end))
        {
            return false;
        }

        Name = _rest[..length];
        Value = after.Slice(1, end);
        _rest = after[(end + 2)..];
        _needsComma = true;
        return true;
    }

    private static int NameLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && IsNameByte(text[length], isFirst: length == 0))
        {
            length++;
        }

        return length;
    }

    private static bool IsNameByte(byte letter, bool isFirst) =>
        letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_' || (!isFirst && letter is >= (byte)'0' and <= (byte)'9');

    /// <summary>Bytes up to the closing quote; -1 without one, or with an escape that the format does not have.</summary>
    private static int ValueLength(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var found = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0)
            {
                return -1;
            }

            at += found;
            if (text[at] == '"')
            {
                return at;
            }

            if (at + 1 >= text.Length || text[at + 1] is not ((byte)'\\' or (byte)'"' or (byte)'n'))
            {
                return -1;
            }

            at += 2;
        }

        return -1;
    }
}
