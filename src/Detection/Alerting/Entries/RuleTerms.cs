using System.Collections.Immutable;
using Windsock.Detection.Alerting.Options;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>A rule with the numbers that hold for its alerts.</summary>
/// <param name="Index">Its place among the rules, from 0.</param>
internal sealed record RuleTerms(AlertRule Rule, int Index, AlertingOptions Options)
{
    private readonly RuleOptions _own = Options.Rules.FirstOrDefault(own => own.Rule == Rule.Name) ?? new RuleOptions();

    public string Name => Rule.Name;

    public TimeSpan For => _own.For ?? Options.For;

    public TimeSpan KeepFiring => _own.KeepFiring ?? (Rule.IsCondition ? Options.KeepFiringConditions : Options.KeepFiring);

    public TimeSpan MinFiring => _own.MinFiring ?? Options.MinFiring;

    public int MinFindings => _own.MinFindings ?? Options.MinFindings;

    public int MinSubjects => _own.MinSubjects ?? Options.MinSubjects;

    public int MinTries => _own.MinTries ?? Options.MinTries;

    /// <summary>How long an alert that came and went too often must be quiet to be over.</summary>
    public TimeSpan QuietAfterFlaps => Options.FlapWindow > KeepFiring ? Options.FlapWindow : KeepFiring;

    /// <summary>The first finding is enough.</summary>
    public bool HasNoFloor => MinFindings == 1 && MinSubjects == 1 && MinTries == 1;

    /// <summary>So it fires when it is found.</summary>
    public bool FiresAtOnce => HasNoFloor && For == TimeSpan.Zero;

    /// <summary>Rules that hold others up, which must know first: the agent's own blindness, then those that explain others.</summary>
    public static ImmutableArray<RuleTerms> InOrder(ImmutableArray<RuleTerms> all, AlertingOptions options) =>
    [
        .. all.OrderBy(terms =>
            terms.Name == AlertRule.SensorBlind ? 0
            : options.Inhibitions.All(entry => entry.Source != terms.Name) ? 3
            : options.Inhibitions.Any(entry => entry.Targets.Contains(terms.Name, StringComparer.Ordinal)) ? 2
            : 1),
    ];
}
