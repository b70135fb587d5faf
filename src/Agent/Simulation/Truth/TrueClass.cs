namespace Windsock.Agent.Simulation.Truth;

/// <summary>The class a flow must get, best first.</summary>
internal enum TrueClass { Exact, Inferred, Ambiguous, Unknown }
