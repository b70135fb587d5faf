using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Alerting.Options;

/// <summary>Patterns as options hold them.</summary>
internal static class PatternText
{
    /// <exception cref="ArgumentException">Not a pattern; validation at start would have said so.</exception>
    public static NamePattern Read(string text) =>
        NamePattern.TryParse(text, out var pattern, out var problem) ? pattern : throw new ArgumentException(problem, nameof(text));

    /// <summary>Nothing when it is a pattern.</summary>
    public static IEnumerable<ValidationResult> Check(string text, string property)
    {
        if (!NamePattern.TryParse(text, out _, out var problem))
        {
            yield return new ValidationResult(problem, [property]);
        }
    }
}
