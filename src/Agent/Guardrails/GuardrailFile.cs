namespace Windsock.Agent.Guardrails;

/// <summary>A file of guardrails to be read.</summary>
/// <param name="Name">As it was configured or found by a pattern, for messages.</param>
/// <param name="Path">Where it is.</param>
internal sealed record GuardrailFile(string Name, string Path);
