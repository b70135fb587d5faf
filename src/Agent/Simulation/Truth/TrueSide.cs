using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>One side of a flow that a task is accounted with.</summary>
/// <param name="Direction">The task's view of the connection: <c>egress</c> for its client, <c>ingress</c> for its server.</param>
/// <param name="PeerKind">Of the other end, by its best name.</param>
internal sealed record TrueSide(TrueOwner Task, string Direction, string PeerKind);
