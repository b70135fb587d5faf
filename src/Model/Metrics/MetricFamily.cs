using System.Collections.Immutable;

namespace Windsock.Model.Metrics;

/// <summary>The description of one metric family, the single place its name, help and labels are written down. The reference
/// page is generated from these.</summary>
/// <param name="Name">Without the prefix <c>windsock_</c>; counters end in <c>_total</c>, units are base units.</param>
/// <param name="Help">One sentence, without a line break.</param>
/// <param name="Labels">Label names in output order.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, string Help, ImmutableArray<string> Labels)
{
    /// <summary>OpenMetrics unit (<c>seconds</c>, <c>bytes</c>), empty when the name carries none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Upper bounds of the buckets of a histogram, ascending, without +Inf.</summary>
    public ImmutableArray<double> Buckets { get; init; } = [];

    /// <summary>For the reference page: label values that are closed sets, as <c>label</c> to its values.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> ClosedValues { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
}

public enum MetricKind : byte { Counter, Gauge, Histogram, Info }
