using System.Collections.Immutable;
using Windsock.Detection.Globs;

namespace Windsock.Detection.Guardrails;

/// <summary>Patterns in the order of the file.</summary>
/// <param name="Source">Line of the key that they stand under.</param>
public sealed record PatternList(ImmutableArray<GlobPattern> Patterns, SourceLine Source)
{
    public bool MatchesAny(string name)
    {
        foreach (var pattern in Patterns)
        {
            if (pattern.Matches(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>payments-*, billing</c>.</summary>
    public override string ToString() => string.Join(", ", Patterns);
}
