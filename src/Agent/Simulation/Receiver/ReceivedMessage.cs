using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.Receiver;

/// <summary>A message that the receiver took, once, however often it was sent.</summary>
/// <param name="IsFiring">Otherwise it says that something is over.</param>
internal sealed record ReceivedMessage(DateTimeOffset At, bool IsFiring, ImmutableArray<ReceivedMember> Members);
