using System.Collections.Immutable;
using Windsock.Detection.Alerting.Options;

namespace Windsock.Detection.Alerting.Entries;

/// <summary>Says which alerts must not begin yet.</summary>
internal sealed class Inhibition
{
    private readonly ImmutableArray<ImmutableArray<RuleTerms>> _sources;
    private readonly AlertTable _table;
    private readonly Sight _sight;

    public Inhibition(AlertingOptions options, ImmutableArray<RuleTerms> rules, AlertTable table, Sight sight)
    {
        (_table, _sight) = (table, sight);
        _sources =
        [
            .. rules.Select(target => rules
                .Where(source => source.Index != target.Index && options.Inhibitions.Any(entry =>
                    entry.Source == source.Name && entry.Targets.Contains(target.Name, StringComparer.Ordinal)))
                .ToImmutableArray()),
        ];
    }

    /// <summary>Its verdict needs a sight that the agent does not have, or alerts that fire explain each of its subjects.</summary>
    public bool Holds(AlertEntry entry)
    {
        if (_sight.IsBlind && entry.Terms.Rule.Sight == RuleSight.Complete)
        {
            return true;
        }

        var sources = _sources[entry.Terms.Index];
        return !sources.IsEmpty && entry.Members.All(pair => !pair.Value.IsPresent || sources.Any(source => Explains(source, pair.Key)));
    }

    private bool Explains(RuleTerms source, string subjectKey) => _table.Look(source).Any(entry =>
        entry.Phase == AlertPhase.Firing && entry.Members.TryGetValue(subjectKey, out var member) && member.IsPresent);
}
