using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>A connection that did not come about, was broken off, or (established) was given up by the client in its TLS handshake.</summary>
/// <param name="At">When it began.</param>
/// <param name="LastSeen">Its last packet that was taken into account.</param>
/// <param name="Attempts">SYNs.</param>
/// <param name="WasBrief">Broken off or closed so soon after it was set up that no more than a TLS handshake can have happened.</param>
internal readonly record struct FailedAttempt(
    Instant At, Instant LastSeen, ConnectionOutcome Outcome, int Attempts, DropReason Reason, TrafficDirection DroppedAt, PolicyDecision? Policies, bool WasBrief);
