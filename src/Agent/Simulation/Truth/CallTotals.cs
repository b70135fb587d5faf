using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>What the agent's counters must show for the calls that reached it.</summary>
/// <param name="Calls">Entries of access logs.</param>
/// <param name="Kinds">By whom they concern.</param>
/// <param name="Series">Per-task series, none of them at zero.</param>
internal sealed record CallTotals(long Calls, IReadOnlyDictionary<TrueOwnerKind, long> Kinds, IReadOnlyDictionary<TrueSeries, long> Series);
