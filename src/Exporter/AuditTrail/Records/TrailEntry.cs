using Windsock.Model.Flows;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>Something that is to be recorded. Immutable.</summary>
/// <param name="At">When the agent learned of it, by its own clock.</param>
/// <param name="Content">Of the type that belongs to the kind.</param>
internal sealed record TrailEntry(TrailKind Kind, Instant At, object Content);
