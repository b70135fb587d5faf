using System.Collections.Immutable;

namespace Windsock.Model.Metrics;

/// <summary>Something with numbers of its own. Asked at every scrape, from another thread than the one that counts: an
/// implementation keeps plain numbers and reads them without locks.</summary>
public interface IMetricSource
{
    /// <summary>Everything <see cref="Collect"/> may report; does not change over the life of the source.</summary>
    ImmutableArray<MetricFamily> Families { get; }

    /// <summary>Reports each series once, family by family, in the order of <see cref="Families"/>. Series with closed label
    /// values are reported from the start, at zero.</summary>
    void Collect(IMetricCollector collector);
}
