using System.ComponentModel.DataAnnotations;
using Windsock.Model.Findings;

namespace Windsock.Detection.Alerting.Options;

/// <summary>How severe findings of some rules about some DAGs are, whatever the rule says.</summary>
public sealed class SeverityOptions : IValidatableObject
{
    /// <summary>Rules that are meant; * stands for any run of characters. Default *.</summary>
    [Required]
    public string Rules { get; set; } = "*";

    /// <summary>DAGs that are meant; * stands for any run of characters, and "*" also for what is not about a DAG. Default *.</summary>
    [Required]
    public string Dags { get; set; } = "*";

    /// <summary>Their severity: info makes no alert, warning is for working hours, critical wakes somebody. Default warning.</summary>
    public Severity Severity { get; set; } = Severity.Warning;

    public override string ToString() => $"{{ rules: {Rules}, dags: {Dags}, severity: {FindingNames.Of(Severity)} }}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        PatternText.Check(Rules, nameof(Rules)).Concat(PatternText.Check(Dags, nameof(Dags)));
}
