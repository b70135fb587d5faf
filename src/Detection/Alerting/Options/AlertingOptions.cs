using System.ComponentModel.DataAnnotations;

namespace Windsock.Detection.Alerting.Options;

#pragma warning disable IL2026 // The converter that these ranges are read with is TimeSpan's, which is always there.

/// <summary>How findings become alerts, and when those are told. Read once, at construction.</summary>
public sealed class AlertingOptions : IValidatableObject
{
    /// <summary>How long an alert that fires waits for more of the same, so that a burst is one message. 0 to 30 s, default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between messages about an alert that subjects join. 10 s to 1 day, default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan GroupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When an alert that still fires is said again though nothing is new. 1 min to 30 days, default 4 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan RepeatInterval { get; set; } = TimeSpan.FromHours(4);

    /// <summary>How long it must stand, from its first finding, before it fires. 0 to 1 day, default 0.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan For { get; set; } = TimeSpan.Zero;

    /// <summary>Without a new finding about a subject for this long it is over, where rules look at tries. 10 s to 30 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan KeepFiring { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The same for rules that look all the time. 10 s to 30 days, default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "30.00:00:00")]
    public TimeSpan KeepFiringConditions { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an alert fires at least, though all is found in order earlier. 0 to 1 day, default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MinFiring { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Findings that it takes before an alert fires. 1 to 1,000, default 1.</summary>
    [Range(1, 1_000)]
    public int MinFindings { get; set; } = 1;

    /// <summary>Subjects (tasks, DAGs) that it takes before an alert fires. 1 to 1,000, default 1.</summary>
    [Range(1, 1_000)]
    public int MinSubjects { get; set; } = 1;

    /// <summary>Tries that it takes before an alert fires; a finding without a try counts as one. 1 to 1,000, default 1.</summary>
    [Range(1, 1_000)]
    public int MinTries { get; set; } = 1;

    /// <summary>How often an alert may come back within <see cref="FlapWindow"/>; when it does so once more it keeps firing until it
    /// was quiet for that long. 1 to 100, default 3.</summary>
    [Range(1, 100)]
    public int MaxFlaps { get; set; } = 3;

    /// <summary>Time in which returns of an alert are counted. 1 min to 30 days, default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan FlapWindow { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Alerts that are followed at once, those included that do not fire (yet, or any more). 1 to 100,000, default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxAlerts { get; set; } = 1_000;

    /// <summary>Subjects of one alert that are told apart. 1 to 10,000, default 500.</summary>
    [Range(1, 10_000)]
    public int MaxMembersPerAlert { get; set; } = 500;

    /// <summary>The same over all alerts. 1 to 100,000, default 5,000 (about 10 MB).</summary>
    [Range(1, 100_000)]
    public int MaxMembers { get; set; } = 5_000;

    /// <summary>What is different for single rules: entries with rule, and any of for, keepFiring, minFiring, minFindings, minSubjects, minTries.</summary>
    public IReadOnlyList<RuleOptions> Rules { get; set; } = [];

    /// <summary>How severe findings are, whatever their rules say: entries with rules and dags (patterns with *) and severity; the first that
    /// matches decides.</summary>
    public IReadOnlyList<SeverityOptions> Severities { get; set; } = [];

    /// <summary>When alerts are kept back: entries with dags and rules (patterns with *), and from and to (2026-03-01T02:00Z), or when in UTC
    /// (Sat 02:00-04:00, Mon-Fri 22:00-06:00, 02:00-04:00).</summary>
    public IReadOnlyList<MaintenanceOptions> Maintenance { get; set; } = [];

    /// <summary>Which rules explain which others about the same subject, whose alerts then do not begin: entries with source and targets.</summary>
    public IReadOnlyList<InhibitionOptions> Inhibitions { get; set; } = [];

    /// <summary>What names a rule that is not there, ready to be shown; empty when all is well.</summary>
    public IEnumerable<string> UnknownRules(IReadOnlyCollection<AlertRule> known)
    {
        var names = known.Select(rule => rule.Name).Order(StringComparer.Ordinal).ToList();
        return Rules.Select(rule => (Key: "rules", rule.Rule))
            .Concat(Inhibitions.SelectMany(entry => entry.Targets.Append(entry.Source)).Select(rule => (Key: "inhibitions", Rule: rule)))
            .Where(named => !names.Contains(named.Rule, StringComparer.Ordinal))
            .Select(named => $"{named.Key}: '{named.Rule}' is no rule; rules are: {string.Join(", ", names)}");
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var twice = Rules.GroupBy(rule => rule.Rule, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            yield return new ValidationResult($"'{twice.Key}' is given {twice.Count()} times; write what is different for a rule in one entry", [nameof(Rules)]);
        }

        if (MaxMembersPerAlert > MaxMembers)
        {
            yield return new ValidationResult($"{MaxMembersPerAlert} is more than maxMembers ({MaxMembers}), which is shared by all alerts", [nameof(MaxMembersPerAlert)]);
        }
    }
}
