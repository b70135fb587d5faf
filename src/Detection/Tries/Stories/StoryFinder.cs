using System.Collections.Immutable;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Stories;

/// <summary>Finds the tries that somebody asks for.</summary>
internal static class StoryFinder
{
    public static ImmutableArray<TryStory> Find(IEnumerable<TryLedger> ledgers, StoryQuery query) =>
    [
        .. ledgers.Where(ledger => Matches(ledger, query))
            .OrderByDescending(ledger => ledger.LastSignAt)
            .ThenBy(ledger => ledger.Id, StringComparer.Ordinal)
            .Take(query.Limit)
            .Select(StoryWriter.Write),
    ];

    private static bool Matches(TryLedger ledger, StoryQuery query) =>
        (query.Namespace is null || query.Namespace == ledger.Key.Namespace)
        && IsId(query.DagId, ledger.Key.Dag)
        && IsId(query.TaskId, ledger.Key.Task)
        && IsId(query.RunId, ledger.Key.Run)
        && (query.TryNumber is null || query.TryNumber == ledger.Key.TryNumber)
        && (query.MapIndex is null || query.MapIndex == ledger.Key.MapIndex)
        && (query.Result is null || query.Result == ledger.Life.Result)
        && (query.Cause is null || ledger.Life.Causes.Any(cause => cause.Cause == query.Cause));

    /// <summary>Raw ids and label-safe ones have one label-safe form.</summary>
    private static bool IsId(string? asked, string labelSafe) => asked is null || (asked.Length == 0 ? labelSafe.Length == 0 : LabelSafe.Of(asked) == labelSafe);
}
