using System.Collections.Immutable;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;

namespace Windsock.Detection.Diagnosis;

/// <summary>What a try was told about one DNS name. Immutable.</summary>
/// <param name="Name">In lower case, without the final dot.</param>
/// <param name="Failures">By rcode.</param>
/// <param name="LastResolvedAt">When it was last answered with an address; missing when never.</param>
internal sealed record NameCase(string Name, ImmutableArray<AnswerTally> Failures, Instant LastResolvedAt)
{
    public Instant LastFailureAt => Failures.IsEmpty ? Instant.Missing : Failures.Max(failure => failure.Last);

    public static NameCase Of(NameLedger ledger) => new(ledger.Name, [.. ledger.Failures], ledger.LastResolvedAt);
}
