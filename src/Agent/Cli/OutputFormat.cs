namespace Windsock.Agent.Cli;

/// <summary>How printed results look.</summary>
internal enum OutputFormat : byte { Table, Json }
