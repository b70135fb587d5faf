using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus;

/// <summary>Brings the families of all sources together: each name once.</summary>
internal static class FamilySet
{
    /// <param name="reserved">Families that no source may report.</param>
    /// <exception cref="ArgumentException">One name with two descriptions, a reserved name, or a histogram (a source reports single numbers).</exception>
    public static ImmutableArray<MetricFamily> Merge(IEnumerable<MetricFamily> reserved, IEnumerable<MetricFamily> families)
    {
        var taken = reserved.Select(family => family.Name).ToHashSet(StringComparer.Ordinal);
        var known = new Dictionary<string, MetricFamily>(StringComparer.Ordinal);
        var merged = ImmutableArray.CreateBuilder<MetricFamily>();
        foreach (var family in families)
        {
            if (taken.Contains(family.Name) || family.Kind == MetricKind.Histogram)
            {
                throw new ArgumentException($"Metric family '{family.Name}' cannot be reported by a source: it is counted per task, or is a histogram.", nameof(families));
            }

            if (known.TryAdd(family.Name, family))
            {
                merged.Add(family);
            }
            else if (!AreAlike(known[family.Name], family))
            {
                throw new ArgumentException($"Metric family '{family.Name}' is described in two ways: kind, help, unit and labels must be the same.", nameof(families));
            }
        }

        return merged.ToImmutable();
    }

    private static bool AreAlike(MetricFamily one, MetricFamily other) =>
        one.Kind == other.Kind && one.Help == other.Help && one.Unit == other.Unit && one.Labels.SequenceEqual(other.Labels);
}
