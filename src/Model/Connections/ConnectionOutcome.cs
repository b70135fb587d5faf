namespace Windsock.Model.Connections;

/// <summary>How a connection went, one of a closed set: the label <c>outcome</c>.</summary>
public enum ConnectionOutcome : byte
{
    /// <summary>It was set up (TCP, SCTP), or answered (UDP, ICMP, DNS).</summary>
    Established,

    /// <summary>RST in answer to SYN, or an ICMP unreachable of the kinds that mean nobody listens.</summary>
    Refused,

    /// <summary>RST after it had been set up, before it was closed in order.</summary>
    Reset,

    /// <summary>SYN without an answer within the configured time.</summary>
    Timeout,

    /// <summary>Dropped: by a policy, or for another reason of the datapath (<see cref="Connection.DropReason"/> says which).</summary>
    Denied,

    /// <summary>UDP or ICMP without an answer within the configured time.</summary>
    Unanswered,

    /// <summary>The evidence ends before the outcome: events were lost meanwhile, or the table was full. Never counted as a failure.</summary>
    Unknown,
}
