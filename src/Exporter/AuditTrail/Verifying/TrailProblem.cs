namespace Windsock.Exporter.AuditTrail.Verifying;

/// <summary>Something that is not as it was written.</summary>
/// <param name="File">Name within the directory.</param>
/// <param name="Line">From 1; 0: the whole file.</param>
public sealed record TrailProblem(string File, long Line, string What);
