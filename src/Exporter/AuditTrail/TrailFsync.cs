namespace Windsock.Exporter.AuditTrail;

/// <summary>When records are surely on the disk.</summary>
public enum TrailFsync : byte
{
    /// <summary>Before they count as written: each group of what came within a fifth of a second.</summary>
    Always,

    /// <summary>When a file is finished and when the agent stops; a loss of power costs what the kernel has not written yet.</summary>
    Seal,
}
