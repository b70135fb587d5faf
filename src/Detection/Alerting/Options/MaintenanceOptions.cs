using System.ComponentModel.DataAnnotations;
using Windsock.Detection.Alerting.Maintenance;

namespace Windsock.Detection.Alerting.Options;

/// <summary>A time in which alerts about some DAGs are kept back: either <see cref="From"/> and <see cref="To"/>, or <see cref="When"/>.
/// An alert is kept back while all its members are in a window, and told afterwards if it still stands.</summary>
public sealed class MaintenanceOptions : IValidatableObject
{
    /// <summary>DAGs that are worked on; * stands for any run of characters. "*" means everything, also what is not about a DAG. Default *.</summary>
    [Required]
    public string Dags { get; set; } = "*";

    /// <summary>Rules that are kept back; * stands for any run of characters. Default *.</summary>
    [Required]
    public string Rules { get; set; } = "*";

    /// <summary>When it begins, for a window that comes once: 2026-03-01T02:00Z. Without an offset it is UTC.</summary>
    public string From { get; set; } = "";

    /// <summary>When it ends: a later time of the same form.</summary>
    public string To { get; set; } = "";

    /// <summary>For a window that comes every week or every day, in UTC: Sat 02:00-04:00, Mon-Fri 22:00-06:00, 02:00-04:00.</summary>
    public string When { get; set; } = "";

    public override string ToString() =>
        $"{{ dags: {Dags}, rules: {Rules}, {(When.Length > 0 ? $"when: {When}" : $"from: {From}, to: {To}")} }}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var mistake in PatternText.Check(Dags, nameof(Dags)).Concat(PatternText.Check(Rules, nameof(Rules))))
        {
            yield return mistake;
        }

        if (!MaintenanceTimes.TryRead(this, out _, out var problem))
        {
            yield return new ValidationResult(problem, [When.Length > 0 ? nameof(When) : nameof(From)]);
        }
    }
}
