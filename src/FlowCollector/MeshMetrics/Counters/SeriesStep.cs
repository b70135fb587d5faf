namespace Windsock.FlowCollector.MeshMetrics.Counters;

/// <summary>What one value of a look turned out to be.</summary>
internal enum SeriesStep : byte
{
    /// <summary>As it was.</summary>
    Unchanged,

    Grown,

    /// <summary>Seen for the first time, and it is not known since when it counts.</summary>
    Baseline,

    /// <summary>The proxy shows more series than are remembered.</summary>
    Full,

    /// <summary>The page has shown this series before.</summary>
    Repeated,
}
