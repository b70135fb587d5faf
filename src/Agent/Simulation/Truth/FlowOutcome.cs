using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>What one flow must do to the counters.</summary>
/// <param name="Sides">The tasks that are accounted with it: none, one, or both ends.</param>
/// <param name="Series">Per-task series that it raises by one each.</param>
internal sealed record FlowOutcome(TrueOwnerKind Kind, TrueClass Class, ImmutableArray<TrueSide> Sides, ImmutableArray<TrueSeries> Series);
