using System.Collections.Immutable;

namespace Windsock.Detection.Guardrails;

/// <summary>Clauses in the order of the file.</summary>
/// <param name="Source">Line of the key that they stand under.</param>
public sealed record ClauseList(ImmutableArray<PeerClause> Clauses, SourceLine Source);
