namespace Windsock.Agent.Replay;

/// <summary>How often something was seen.</summary>
internal readonly record struct NamedCount(string Name, long Count);
