using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>What one entry of an access log must do to the counters.</summary>
/// <param name="Kind">Whom of this node it concerns, by its best end.</param>
/// <param name="Connection">Series that its connection raises by one, once for all its entries of this side; null for none.</param>
internal sealed record CallOutcome(TrueOwnerKind Kind, ImmutableArray<CallAmount> Raises, TrueSeries? Connection, SimulatedCall Call);

/// <summary>A series, and by how much it is raised.</summary>
internal readonly record struct CallAmount(TrueSeries Series, long Amount);
