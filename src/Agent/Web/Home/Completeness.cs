using System.Collections.Immutable;
using System.Globalization;

namespace Windsock.Agent.Web.Home;

/// <summary>Shares as people read them. Never rounded up: 100 % means that nothing is missing.</summary>
internal static class Completeness
{
    /// <summary>Decoded flows of those that the sources offered.</summary>
    public static string Of(ImmutableArray<SourceStatus> sources)
    {
        var decoded = sources.Sum(source => source.Decoded);
        return Percent(decoded, decoded + sources.Sum(source => source.Undecodable + source.Lost));
    }

    /// <summary>Flows whose task is certain of those that concern a task.</summary>
    public static string ExactOf(ImmutableArray<AttributionCount> counts) => Percent(
        counts.Where(count => count is { Kind: "task", Class: "exact" }).Sum(count => count.Flows),
        counts.Where(count => count.Kind == "task").Sum(count => count.Flows));

    private static string Percent(long part, long whole) => whole == 0
        ? "-"
        : (Math.Floor(10_000.0 * part / whole) / 100).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
