namespace Windsock.Detection.Anomalies.Words;

/// <summary>A pattern in which <c>*</c> stands for any characters, none too. Case counts. Matching takes time in proportion to the text
/// times the pattern, whatever they hold.</summary>
internal sealed class Glob(string pattern)
{
    public string Pattern { get; } = pattern;

    public bool Matches(ReadOnlySpan<char> text)
    {
        var (at, inPattern, star, resume) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (inPattern < Pattern.Length && Pattern[inPattern] == '*')
            {
                (star, resume) = (inPattern++, at);
            }
            else if (inPattern < Pattern.Length && Pattern[inPattern] == text[at])
            {
                inPattern++;
                at++;
            }
            else if (star >= 0)
            {
                (inPattern, at) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return Pattern.AsSpan(inPattern).TrimStart('*').IsEmpty;
    }
}
