namespace Windsock.Detection.Globs;

/// <summary>A name in which <c>*</c> stands for any characters, none included. Case counts; there is no escape.</summary>
public sealed record GlobPattern(string Text)
{
    public bool HasWildcard { get; } = Text.Contains('*', StringComparison.Ordinal);

    /// <summary>Needs no memory, and no more steps than the product of both lengths.</summary>
    public bool Matches(ReadOnlySpan<char> name)
    {
        var pattern = Text.AsSpan();
        if (!HasWildcard)
        {
            return name.SequenceEqual(pattern);
        }

        var (at, inName, star, taken) = (0, 0, -1, 0);
        while (inName < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, taken) = (at++, inName);
            }
            else if (at < pattern.Length && pattern[at] == name[inName])
            {
                at++;
                inName++;
            }
            else if (star >= 0)
            {
                // The last star takes one character more. Earlier ones need not: what they left over only grows.
                (at, inName) = (star + 1, ++taken);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].IndexOfAnyExcept('*') < 0;
    }

    public override string ToString() => Text;
}
