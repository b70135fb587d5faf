using System.Collections.Immutable;

namespace Windsock.Detection.Guardrails;

/// <summary>All guardrails of one start, in the order of their files. Names are unique.</summary>
/// <param name="Files">That they came from, as they were configured or found.</param>
public sealed record GuardrailSet(ImmutableArray<Guardrail> Guardrails, ImmutableArray<string> Files)
{
    public static readonly GuardrailSet Empty = new([], []);
}
