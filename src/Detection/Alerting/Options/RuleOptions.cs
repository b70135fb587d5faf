using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Windsock.Detection.Alerting.Options;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>What is different for the alerts of one rule. What is not given is as for all others.</summary>
public sealed class RuleOptions
{
    /// <summary>Name of the rule.</summary>
    [Required]
    public string Rule { get; set; } = "";

    /// <summary>How long it must stand before it fires. 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan? For { get; set; }

    /// <summary>Without a new finding for this long it is over. 10 s to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan? KeepFiring { get; set; }

    /// <summary>How long it fires at least. 0 to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan? MinFiring { get; set; }

    /// <summary>Findings that it takes before it fires. 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int? MinFindings { get; set; }

    /// <summary>Subjects (tasks, DAGs) that it takes before it fires. 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int? MinSubjects { get; set; }

    /// <summary>Tries that it takes before it fires; a finding without a try counts as one. 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int? MinTries { get; set; }

    /// <summary>As it could be written in the file, times as <c>hours:minutes:seconds</c>.</summary>
    public override string ToString()
    {
        (string Key, object? Value)[] own =
        [
            ("for", For), ("keepFiring", KeepFiring), ("minFiring", MinFiring), ("minFindings", MinFindings), ("minSubjects", MinSubjects), ("minTries", MinTries),
        ];
        return $"{{ rule: {Rule}{string.Concat(own.Where(key => key.Value is not null).Select(key => string.Create(CultureInfo.InvariantCulture, $", {key.Key}: {key.Value}")))} }}";
    }
}
