using Windsock.Model.Flows;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>The agent began to write.</summary>
/// <param name="Version">Of the agent.</param>
/// <param name="IsClean">The end before this was in order, or there was none.</param>
internal sealed record StartedNote(string Version, bool IsClean);

/// <summary>The agent ended in order. Counts are those of its life.</summary>
internal sealed record StoppedNote(long Offered, long Written, long Dropped);

/// <summary>Records are missing.</summary>
/// <param name="Reason">One of a closed set: <c>queue_full</c>, <c>disk</c>, <c>shutdown</c>, <c>crash</c>, <c>lost_at_restart</c>.</param>
/// <param name="Count">-1 when nobody can know.</param>
internal sealed record GapNote(string Reason, long Count, Instant Since, Instant Until);

/// <summary>What a source of the platform did not see is not here: how much, nobody knows.</summary>
internal sealed record SourceGapNote(Model.Platform.PlatformGap Gap);

/// <summary>A torn end was moved aside.</summary>
internal sealed record RecoveredNote(string File, string MovedTo, long Bytes, string Sha256);

/// <summary>A finished file was deleted.</summary>
/// <param name="LastHash">Hash of its last line, which the line after it names as the one before.</param>
/// <param name="Manifest">Hash of its manifest.</param>
internal sealed record RetentionNote(string File, long First, long Last, string LastHash, string Manifest, string Reason);

/// <summary>A side of a connection that was denied.</summary>
internal sealed record DenialNote(Model.Connections.Connection Connection, bool IsClient);
