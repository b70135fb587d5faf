using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>The rules for <see cref="CloudHost.Pattern"/>.</summary>
public static class CloudHostPattern
{
    /// <summary>A DNS name is not longer.</summary>
    public const int MaxLength = 253;

    private const int MaxLabel = 63;
    private const int MinLiteralLabels = 2;

    /// <summary>What is wrong with a pattern, what is allowed, and what to write instead; empty when nothing is.</summary>
    public static string ProblemOf(string pattern)
    {
        if (pattern.Length is 0 or > MaxLength)
        {
            return $"a host of {pattern.Length} characters; write 1 to {MaxLength}";
        }

        if (IpAddress.TryParse(pattern, out _) && pattern.AsSpan().IndexOfAny(".:") >= 0)
        {
            return "";
        }

        var labels = pattern.Split('.');
        for (var index = 0; index < labels.Length; index++)
        {
            if (ProblemOf(labels[index], index == 0) is { Length: > 0 } problem)
            {
                return $"\"{pattern}\": {problem}";
            }
        }

        var isFit = labels.Length >= MinLiteralLabels && !labels[^1].Contains('*', StringComparison.Ordinal) && !labels[^2].Contains('*', StringComparison.Ordinal);
        return isFit ? "" : $"\"{pattern}\" would be half of the Internet; end it in at least {MinLiteralLabels} labels without *, as in *.example.com";
    }

    private static string ProblemOf(string label, bool isFirst) => label switch
    {
        "" => "it has an empty label; remove the extra dot",
        "*" => "",
        { Length: > MaxLabel } => $"a label of {label.Length} characters; at most {MaxLabel}",
        _ when isFirst && label.StartsWith("*-", StringComparison.Ordinal) && label.Length > 2 => ProblemOfLetters(label[1..]),
        _ => ProblemOfLetters(label),
    };

    private static string ProblemOfLetters(string label)
    {
        foreach (var letter in label)
        {
            if (letter == '*')
            {
                return "* stands for a whole label, or for the start of the first one as in *-run.example.com";
            }

            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('-' or '_'))
            {
                return $"{(char.IsControl(letter) ? "a control character" : $"'{letter}'")} is in no host; write lower-case letters, digits, '-', '_', '.' and '*'";
            }
        }

        return "";
    }
}
