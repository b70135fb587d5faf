using System.Diagnostics.CodeAnalysis;

namespace Windsock.Detection.Alerting;

/// <summary>Ids of DAGs, or names of rules, that are meant at once: <c>*</c> stands for any run of characters, none too. Upper and
/// lower case differ, as they do in Airflow.</summary>
public sealed class NamePattern
{
    /// <summary>An id of a DAG is at most this long.</summary>
    public const int MaxLength = 250;

    /// <summary>Whatever it is, also what has no name.</summary>
    public static readonly NamePattern Any = new("*");

    private NamePattern(string text) => Text = text;

    public string Text { get; }

    /// <param name="problem">What is wrong with the text, what is allowed, and what to write instead; empty when nothing is.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out NamePattern? pattern, out string problem)
    {
        pattern = null;
        problem = "";
        if (string.IsNullOrEmpty(text))
        {
            problem = "a pattern must not be empty; write \"*\" for all";
        }
        else if (text.Length > MaxLength)
        {
            problem = $"a pattern of {text.Length} characters; at most {MaxLength}, shorten it with *";
        }
        else if (text.Any(letter => !IsAllowed(letter)))
        {
            var bad = text.First(letter => !IsAllowed(letter));
            var shown = char.IsControl(bad) ? "a control character" : $"'{bad}'";
            problem = $"{shown} is in no id; a pattern has letters, digits, '_', '-', '.' and '*' for any run of characters";
        }
        else
        {
            pattern = new NamePattern(text);
        }

        return pattern is not null;
    }

    public bool Matches(string name)
    {
        // Only the last star has to be tried again: what an earlier one took is settled by what followed it.
        var (at, star, resume) = (0, -1, 0);
        for (var index = 0; index < name.Length;)
        {
            if (at < Text.Length && Text[at] == '*')
            {
                (star, resume) = (at++, index);
            }
            else if (at < Text.Length && Text[at] == name[index])
            {
                (at, index) = (at + 1, index + 1);
            }
            else if (star >= 0)
            {
                (at, index) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        while (at < Text.Length && Text[at] == '*')
        {
            at++;
        }

        return at == Text.Length;
    }

    public override string ToString() => Text;

    private static bool IsAllowed(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or '*';
}
