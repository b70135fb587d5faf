using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Per-task counters of a page or of many, summed up by some of their labels.</summary>
internal static class TaskSeries
{
    /// <summary>Sums over the series of a family, by the values of <paramref name="labels"/> in that order.</summary>
    public static Dictionary<string, long> SumBy(this IReadOnlyDictionary<TrueSeries, long> series, string family, params string[] labels)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (one, value) in series)
        {
            if (one.Family == family && value != 0)
            {
                var key = Key([.. labels.Select(label => one[label])]);
                sums[key] = sums.GetValueOrDefault(key) + value;
            }
        }

        return sums;
    }

    public static string Key(params string[] values) => string.Join('\0', values);

    public static string Spelled(string key) => key.Replace('\0', ' ');
}
