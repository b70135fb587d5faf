namespace Windsock.Agent.Cli;

/// <summary><c>windsock audit verify</c>.</summary>
/// <param name="KeyFile">Empty: HMACs are not looked at.</param>
/// <param name="ExpectHead">Hash of a line that was there once; null: none.</param>
internal sealed record AuditVerifyArguments(string Directory, string KeyFile, string? ExpectHead, OutputFormat Output);
