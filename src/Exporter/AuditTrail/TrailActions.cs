namespace Windsock.Exporter.AuditTrail;

/// <summary>Which actions the trail holds.</summary>
public enum TrailActions : byte
{
    /// <summary>What was to change something, and everything that failed.</summary>
    Writes,

    /// <summary>Reads, too.</summary>
    All,
}
