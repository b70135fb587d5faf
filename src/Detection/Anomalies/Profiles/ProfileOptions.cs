using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Anomalies.Profiles;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>What is learned of tasks, and for how long.</summary>
public sealed class ProfileOptions : IValidatableObject
{
    /// <summary>Runs of a task that are learned before anything is held against them. 3 to 100, default 5.</summary>
    [Description("Runs of a task that are learned before any rule holds a try against them.")]
    [Range(3, 100)]
    public int MinRuns { get; set; } = 5;

    /// <summary>Profiles that are kept; then the one that was used longest ago is forgotten, and counted. 16 to 100,000, default 5,000
    /// (about 8 KB each).</summary>
    [Description("Profiles that are kept, first tries and retries of a task apart; then the one that was used longest ago is forgotten, and counted. About 8 KB each.")]
    [Range(16, 100_000)]
    public int MaxProfiles { get; set; } = 5_000;

    /// <summary>How long a task is remembered that does not run. 1 to 730 days, default 120 days: a quarterly DAG is still known.</summary>
    [Description("How long a task is remembered that does not run; the default still knows a quarterly DAG.")]
    [Range(typeof(TimeSpan), "1.00:00:00", "730.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(120);

    /// <summary>What is to be forgotten on purpose, after a migration for example: <c>dag</c> or <c>dag.task</c> (with <c>*</c> for any
    /// characters), an at sign, and until when what was learned does not count: <c>payments_*@2026-11-30T12:00:00Z</c>.</summary>
    [Description("What to forget on purpose, as PATTERN@TIME: what was learned of DAGs (or dag.task) that match PATTERN (* any characters) before TIME (ISO 8601) does not count, for example payments_*@2026-11-30T12:00:00Z.")]
    public IReadOnlyList<string> Forget { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var text in Forget)
        {
            if (ForgetRule.Parse(text, out var error) is null)
            {
                yield return new ValidationResult(error, [nameof(Forget)]);
            }
        }
    }
}
