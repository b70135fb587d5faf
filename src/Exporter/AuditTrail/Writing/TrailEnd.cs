using Windsock.Exporter.AuditTrail.Records;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>Where a trail ends, as it was found.</summary>
internal sealed record TrailEnd
{
    public long Sequence { get; init; }

    /// <summary>Hash of the last line.</summary>
    public string Hash { get; init; } = ChainedLine.None;

    /// <summary>File to go on with; empty: a new one.</summary>
    public string File { get; init; } = "";

    /// <summary>Its first record.</summary>
    public long First { get; init; }

    /// <summary>Its length.</summary>
    public long Bytes { get; init; }

    /// <summary>Day of its first record, <c>2026-03-01</c>.</summary>
    public string Day { get; init; } = "";

    /// <summary>Hash of the last manifest.</summary>
    public string Manifest { get; init; } = ChainedLine.None;

    /// <summary>The last record says that the agent stopped in order, or there is none.</summary>
    public bool IsClean { get; init; } = true;

    /// <summary>Time of the last record, as text; empty when there is none.</summary>
    public string LastTime { get; init; } = "";

    /// <summary>Records have an HMAC; null when there is none yet.</summary>
    public bool? IsKeyed { get; init; }

    /// <summary>What is not as it was left, for the log; empty when all is well. The records behind it are left as they are.</summary>
    public string Damage { get; init; } = "";

    /// <summary>Torn ends that were moved aside, and that the trail has to tell.</summary>
    public IReadOnlyList<RecoveredNote> Recovered { get; init; } = [];

    /// <summary>Records that the head knows and nobody has.</summary>
    public long Lost { get; init; }
}
