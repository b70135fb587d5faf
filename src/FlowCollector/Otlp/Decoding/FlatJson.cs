namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>Goes through the members of one JSON object of texts without escapes, or of such objects one level down: names of
/// Kubernetes have nothing to escape. Never throws: proxies can be made to send anything, and exceptions cost.</summary>
internal ref struct FlatJson
{
    private ReadOnlySpan<byte> _rest;
    private bool _isFirst = true;
    private bool _isOver;

    public FlatJson(ReadOnlySpan<byte> json)
    {
        _rest = Trim(json);
        IsBroken = !TryTake((byte)'{');
    }

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Empty when the member is an object.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The member with its braces; empty when it is a text.</summary>
    public ReadOnlySpan<byte> Object { get; private set; }

    /// <summary>True once something is of another form; then no member follows.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>False after the last member, and for what is of another form.</summary>
    public bool Next()
    {
        if (IsBroken || _isOver)
        {
            return false;
        }

        if (TryTake((byte)'}'))
        {
            // Nothing may follow the object.
            _isOver = true;
            IsBroken = !_rest.IsEmpty;
            return false;
        }

        ReadOnlySpan<byte> key = default, text = default, nested = default;
        IsBroken = (!_isFirst && !TryTake((byte)','))
            || !TryTakeText(out key)
            || !TryTake((byte)':')
            || (!TryTakeText(out text) && !TryTakeObject(out nested));
        _isFirst = false;
        Key = key;
        Text = text;
        Object = nested;
        return !IsBroken;
    }

    private bool TryTake(byte character)
    {
        if (_rest.IsEmpty || _rest[0] != character)
        {
            return false;
        }

        _rest = Trim(_rest[1..]);
        return true;
    }

    private bool TryTakeText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_rest.IsEmpty || _rest[0] != '"')
        {
            return false;
        }

        var end = _rest[1..].IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0 || _rest[end + 1] != '"')
        {
            return false;
        }

        text = _rest.Slice(1, end);
        _rest = Trim(_rest[(end + 2)..]);
        return true;
    }

    private bool TryTakeObject(out ReadOnlySpan<byte> nested)
    {
        nested = default;
        if (_rest.IsEmpty || _rest[0] != '{')
        {
            return false;
        }

        var end = _rest.IndexOf((byte)'}');
        if (end < 0)
        {
            return false;
        }

        nested = _rest[..(end + 1)];
        _rest = Trim(_rest[(end + 1)..]);
        return true;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8);
}
