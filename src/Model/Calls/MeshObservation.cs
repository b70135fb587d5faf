using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Model.Calls;

/// <summary>One such finding, told once for a pod, a peer and a kind.</summary>
/// <param name="Owner">The task's pod that it is about.</param>
/// <param name="Peer">The other end; <see cref="Windsock.Model.Identity.Peer.Unknown"/> when the finding is about the pod alone.</param>
/// <param name="IsClient">True when the task is the client; without meaning for a finding about the pod alone.</param>
/// <param name="Seen">What was seen instead of what was to be expected: the protection, the principal, the namespace's mark.</param>
/// <param name="At">When: of a call its own time, of a pod that of the change that showed it.</param>
public sealed record MeshObservation(MeshFinding Finding, Owner Owner, Peer Peer, bool IsClient, string Seen, Instant At);
