namespace Windsock.Agent.Simulation.Audit;

/// <summary>The body of one request.</summary>
/// <param name="Path">Of the agent's port.</param>
/// <param name="Events">Events in it that can be read.</param>
/// <param name="Garbled">Events in it that nobody can read.</param>
internal sealed record SentBatch(string Path, string Json, int Events, int Garbled);
