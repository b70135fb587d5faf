namespace Windsock.Agent.Logging;

/// <summary>Event ids of one folder of src, both ends included.</summary>
internal sealed record LogRange(string Folder, int First, int Last, string Topic);
