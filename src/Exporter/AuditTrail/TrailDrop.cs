namespace Windsock.Exporter.AuditTrail;

/// <summary>Why something that was to be recorded was not: the label <c>reason</c>.</summary>
internal enum TrailDrop : byte
{
    /// <summary>More came than the disk takes.</summary>
    QueueFull,

    /// <summary>The disk would not, and the queue was full.</summary>
    Disk,

    /// <summary>The agent stopped first.</summary>
    Shutdown,
}
