namespace Windsock.Agent.Simulation.Truth;

/// <summary>What the agent's counters of connections must show.</summary>
/// <param name="Certain">By side and outcome, connections of which the agent had every event.</param>
/// <param name="Uncertain">By side, connections that may be counted or not, with any outcome.</param>
internal sealed record ConnectionTotals(
    IReadOnlyDictionary<(TrueTaskSide Side, string Outcome), long> Certain,
    IReadOnlyDictionary<TrueTaskSide, long> Uncertain);
