using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>What one flow must do to the counters.</summary>
/// <param name="Series">Per-task series that it raises by one each.</param>
internal sealed record FlowOutcome(TrueOwnerKind Kind, TrueClass Class, ImmutableArray<TrueSeries> Series);
