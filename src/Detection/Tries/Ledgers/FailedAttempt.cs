using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>A connection that did not come about, or was broken off.</summary>
/// <param name="At">When it began.</param>
/// <param name="LastSeen">Its last packet that was taken into account.</param>
/// <param name="Attempts">SYNs.</param>
/// <param name="WasBrief">Broken off so soon after it was set up that no more than a TLS handshake can have happened.</param>
internal readonly record struct FailedAttempt(
    Instant At, Instant LastSeen, ConnectionOutcome Outcome, int Attempts, DropReason Reason, TrafficDirection DroppedAt, PolicyDecision? Policies, bool WasBrief);
