namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>What a record is about: the label <c>kind</c>.</summary>
internal enum TrailKind : byte
{
    /// <summary>A request to a platform.</summary>
    Action,

    /// <summary>A connection that a network policy denied.</summary>
    Denial,

    /// <summary>Something that came about in the platform.</summary>
    Moment,

    /// <summary>What a rule found wrong.</summary>
    Finding,

    /// <summary>What a rule had found is over.</summary>
    AllClear,

    /// <summary>The agent began to write.</summary>
    Started,

    /// <summary>The agent ended in order.</summary>
    Stopped,

    /// <summary>Records are missing here.</summary>
    Gap,

    /// <summary>A torn end of a file was moved aside.</summary>
    Recovered,

    /// <summary>A finished file was deleted on purpose.</summary>
    Retention,
}
