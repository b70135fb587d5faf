using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>What the agent's counters must show for the flows that reached it.</summary>
/// <param name="Flows">Each once, however often it was sent.</param>
internal sealed record TruthTotals(
    long Flows,
    IReadOnlyDictionary<(TrueOwnerKind Kind, TrueClass Class), long> Classes,
    IReadOnlyDictionary<TrueSeries, long> Series);
