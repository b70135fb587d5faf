using System.Diagnostics.CodeAnalysis;
using Windsock.Detection.Globs;

namespace Windsock.Detection.Alerting;

/// <summary>Ids of DAGs, or names of rules, that are meant at once: <c>*</c> stands for any run of characters, none too. Upper and
/// lower case differ, as they do in Airflow.</summary>
public sealed class NamePattern
{
    /// <summary>An id of a DAG is at most this long.</summary>
    public const int MaxLength = 250;

    /// <summary>Whatever it is, also what has no name.</summary>
    public static readonly NamePattern Any = new("*");

    private readonly GlobPattern _glob;

    private NamePattern(string text) => _glob = new GlobPattern(text);

    public string Text => _glob.Text;

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

    public bool Matches(string name) => _glob.Matches(name);

    public override string ToString() => Text;

    private static bool IsAllowed(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or '*';
}
