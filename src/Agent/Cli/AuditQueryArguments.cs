using Windsock.Exporter.AuditTrail.Querying;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock audit query</c>.</summary>
/// <param name="Limit">Rows of the table, the newest; JSON has all.</param>
internal sealed record AuditQueryArguments(string Directory, TrailQuery Query, int Limit, OutputFormat Output);
