namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>What the number of a family's series per task rests on.</summary>
public enum ForecastBasis : byte
{
    /// <summary>All label values are known and made at zero with a task's first flow, connection or try: exact.</summary>
    Closed,

    /// <summary>Follows from a number that was given, such as peers: as exact as that number.</summary>
    Given,

    /// <summary>Series come as their label values occur: an estimate of what usual traffic shows.</summary>
    Usual,
}
