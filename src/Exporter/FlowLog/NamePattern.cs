namespace Windsock.Exporter.FlowLog;

/// <summary>A name, or a pattern of one: <c>*</c> stands for any letters, also none. Case matters.</summary>
public sealed class NamePattern
{
    private readonly string[] _parts;

    public NamePattern(string text)
    {
        Text = text;
        _parts = text.Split('*');
    }

    public string Text { get; }

    /// <summary>In time proportional to the name times the pattern at worst; allocates nothing.</summary>
    public bool Matches(string name)
    {
        if (_parts.Length == 1)
        {
            return name == Text;
        }

        var first = _parts[0];
        var last = _parts[^1];
        if (name.Length < first.Length + last.Length || !name.StartsWith(first, StringComparison.Ordinal) || !name.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        // What is between the first and the last piece: each next piece as early as possible.
        var rest = name.AsSpan(first.Length, name.Length - first.Length - last.Length);
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var at = rest.IndexOf(_parts[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + _parts[i].Length)..];
        }

        return true;
    }
}
