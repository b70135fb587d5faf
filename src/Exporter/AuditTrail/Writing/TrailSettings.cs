namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>How a trail is written.</summary>
/// <param name="Agent">Name of the agent in its records.</param>
/// <param name="Version">Of the agent.</param>
/// <param name="MaxAge">Zero: files are kept for ever.</param>
/// <param name="MaxBytes">Of all finished files; 0: no limit.</param>
internal sealed record TrailSettings(string Agent, string Version, long MaxFileBytes, TrailFsync Fsync, TimeSpan MaxAge, long MaxBytes);
