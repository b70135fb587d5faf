namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>What becomes of a new series for which there is no room.</summary>
public enum SeriesFolding : byte
{
    /// <summary>Counted in the overflow's series with the same labels.</summary>
    Value,

    /// <summary>Counted in the overflow's one series whose name is <c>_other</c>.</summary>
    Name,

    /// <summary>Left out as long as it is zero, then as <see cref="Value"/>.</summary>
    Zero,
}
