using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Alerting.Options;

/// <summary>While an alert of one rule fires, alerts of others about the same subjects do not begin: one thing is behind both.</summary>
public sealed class InhibitionOptions : IValidatableObject
{
    /// <summary>The rule that explains the others.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>The rules that it explains.</summary>
    public IReadOnlyList<string> Targets { get; set; } = [];

    public override string ToString() => $"{{ source: {Source}, targets: [{string.Join(", ", Targets)}] }}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Targets.Count == 0)
        {
            yield return new ValidationResult("must have at least one entry", [nameof(Targets)]);
        }

        if (Targets.Contains(Source, StringComparer.Ordinal))
        {
            yield return new ValidationResult($"'{Source}' explains itself; take it out of targets", [nameof(Targets)]);
        }
    }
}
