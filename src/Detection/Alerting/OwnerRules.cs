using System.Collections.Immutable;

namespace Windsock.Detection.Alerting;

/// <summary>Owners by patterns of DAG ids: the first pattern that matches decides.</summary>
public sealed class OwnerRules(ImmutableArray<(NamePattern Dags, ImmutableArray<string> Owners)> rules) : IOwnerMap
{
    public static readonly OwnerRules None = new([]);

    public ImmutableArray<(NamePattern Dags, ImmutableArray<string> Owners)> Rules { get; } = rules;

    public ImmutableArray<string> OwnersOf(string dagId)
    {
        if (dagId.Length > 0)
        {
            foreach (var (dags, owners) in Rules)
            {
                if (dags.Matches(dagId))
                {
                    return owners;
                }
            }
        }

        return [];
    }
}
