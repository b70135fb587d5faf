namespace Windsock.Agent.Simulation.Demo;

/// <summary>The demonstration could not go on; the message says why and what to do.</summary>
internal sealed class DemoFailure(string message, Exception? inner = null) : Exception(message, inner);
