using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>One header of every request to a receiver.</summary>
public sealed class OutboundHeaderOptions : IValidatableObject
{
    private const int MaxNameLength = 100;

    /// <summary>What HTTP itself, or the sink, decides about.</summary>
    private static readonly ImmutableHashSet<string> Reserved = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Trailer", "Expect", "Idempotency-Key", "X-Windsock-Signature", "X-Windsock-Timestamp");

    /// <summary>Letters, digits and hyphens; at most 100 characters.</summary>
    [Description("Name of the header.")]
    [Required]
    public string Name { get; set; } = "";

    /// <summary>File with its value: one line.</summary>
    [Description("File with its value. Read again for each attempt.")]
    [Required]
    public string ValueFile { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Name.Length is 0 or > MaxNameLength || !Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            yield return new ValidationResult($"'{PlainText.Line(Name, MaxNameLength)}' is not the name of a header; allowed: letters, digits, - and _, at most {MaxNameLength}", [nameof(Name)]);
        }
        else if (Reserved.Contains(Name))
        {
            yield return new ValidationResult($"'{Name}' is set by the agent itself; choose another header", [nameof(Name)]);
        }
    }
}
