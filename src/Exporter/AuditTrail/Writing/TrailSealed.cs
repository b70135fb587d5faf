namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>A file was finished.</summary>
/// <param name="Manifest">Hash of its manifest.</param>
internal readonly record struct TrailSealed(TrailManifest File, string Manifest);
