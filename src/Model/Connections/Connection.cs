using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Model.Connections;

/// <summary>One connection as its flow events show it, from the moment its outcome stands. Oriented: the client opened it.
/// Immutable; reported once.</summary>
public sealed record Connection
{
    public required SideAttribution Client { get; init; }

    public required SideAttribution Server { get; init; }

    /// <summary>The server as the client sees it, with the DNS name that the client itself resolved where no better name is known.</summary>
    public required Peer ServerAsPeer { get; init; }

    public required Peer ClientAsPeer { get; init; }

    public required ConnectionOutcome Outcome { get; init; }

    public L4Protocol Protocol { get; init; }

    public IpAddress ClientIp { get; init; }

    public IpAddress ServerIp { get; init; }

    /// <summary>0 for ICMP.</summary>
    public ushort ClientPort { get; init; }

    /// <summary>0 for ICMP.</summary>
    public ushort ServerPort { get; init; }

    /// <summary>First event, by the datapath's clock.</summary>
    public Instant FirstSeen { get; init; }

    /// <summary>Last event that was taken into account.</summary>
    public Instant LastSeen { get; init; }

    /// <summary>From SYN to SYN-ACK; null unless both were seen.</summary>
    public TimeSpan? SetupTime { get; init; }

    /// <summary>SYNs that the client sent (1 without retransmission); 0 when none was seen or the protocol has none.</summary>
    public int Attempts { get; init; }

    /// <summary>Why packets were dropped; <see cref="DropReason.Unknown"/> unless <see cref="Outcome"/> is denied.</summary>
    public DropReason DropReason { get; init; }

    /// <summary>Which side's policy or datapath dropped: egress (leaving the client) or ingress (entering the server).</summary>
    public TrafficDirection DroppedAt { get; init; }

    /// <summary>Policies that Cilium named for its verdict; null when it named none.</summary>
    public PolicyDecision? Policies { get; init; }

    /// <summary>The client itself broke it off, as a process does that ends with unread data. False unless <see cref="Outcome"/> is reset.</summary>
    public bool IsResetByClient { get; init; }

    /// <summary>The client closed it in order after so few round trips that a TLS handshake fits in and no request with its answer.
    /// Only where the time of a round trip is known; false otherwise.</summary>
    public bool IsClosedInHandshake { get; init; }

    /// <summary>A policy in audit mode would have denied it. Says nothing about <see cref="Outcome"/>.</summary>
    public bool WouldBeDenied { get; init; }

    /// <summary>Events of it may be missing (lost at the source, or it began before the agent looked): counts in it are lower bounds.</summary>
    public bool IsPartial { get; init; }

    /// <summary>W3C trace id of a request on it, empty when none was seen.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Node that observed its first event.</summary>
    public string NodeName { get; init; } = "";
}
