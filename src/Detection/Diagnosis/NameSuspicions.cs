using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Suspects names that were asked for and did not resolve. A resolver tries a name with every domain of its search path
/// before it asks for the name itself: those answers are one look-up, and failed only if the look-up did.</summary>
internal static class NameSuspicions
{
    public const uint NameError = 3;
    public const uint RefusedByServer = 5;

    public static IEnumerable<Suspicion> Of(TryCase tryCase)
    {
        foreach (var lookup in SearchPath.Group(tryCase))
        {
            if (OfLookup(lookup) is { } found)
            {
                yield return found;
            }
        }
    }

    private static Suspicion? OfLookup(Lookup lookup)
    {
        var failedAt = lookup.Names.Max(name => name.LastFailureAt);
        var resolvedAt = lookup.Names.Max(name => name.LastResolvedAt);
        if (failedAt.IsMissing || resolvedAt.Add(DiagnosisRules.OneLookup) >= failedAt && !resolvedAt.IsMissing)
        {
            return null;
        }

        // The name itself says how the look-up failed; it may not have been seen.
        var itself = lookup.Names.FirstOrDefault(name => name.Name == lookup.Root && !name.Failures.IsEmpty);
        var telling = itself ?? lookup.Names.MaxBy(name => name.LastFailureAt)!;
        var worst = telling.Failures.MaxBy(failure => failure.Last);
        return new Suspicion
        {
            Cause = FailureCause.DnsFailure,
            Peer = lookup.Root,
            First = telling.Failures.Min(failure => failure.First),
            Last = failedAt,
            Count = telling.Failures.Sum(failure => failure.Count),
            WasRetried = worst.Last.Since(worst.First) >= DiagnosisRules.AnotherLookup,
            NeverWorked = resolvedAt.IsMissing,
            Cap = itself is null && lookup.Names.Length > 1 ? Confidence.Low : Confidence.High,
            Retry = worst.Code is NameError or RefusedByServer ? RetryAdvice.WillNotHelp : RetryAdvice.MayHelp,
            Code = worst.Code,
            Evidence = [.. lookup.Names.OrderByDescending(name => name.Failures.Sum(failure => failure.Count)).ThenBy(name => name.Name.Length)
                .Select(name => $"{name.Name} {PublicNames.OfRcode(CodeOf(name))}").Take(DiagnosisRules.MaxEvidence)],
        };
    }

    private static uint CodeOf(NameCase name) => name.Failures.IsEmpty ? 0 : name.Failures.MaxBy(failure => failure.Last).Code;
}

/// <summary>The names by which one name was looked up.</summary>
/// <param name="Root">The name that the task asked for, as far as that can be told.</param>
internal sealed record Lookup(string Root, ImmutableArray<NameCase> Names);
