using Windsock.Detection.Connections.Entries;

namespace Windsock.Detection.Connections.Reading;

/// <summary>What one flow event says about its connection.</summary>
[Flags]
internal enum Signs : ushort
{
    None = 0,

    /// <summary>SYN of the client; for datagrams, a packet of the client.</summary>
    Opening = 1,

    /// <summary>SYN-ACK; for datagrams, a packet of the server.</summary>
    Answer = 2,

    /// <summary>Only a connection that is set up has it: a packet with data or an acknowledgement, or an L7 record.</summary>
    Midstream = 4,

    Fin = 8,

    Rst = 16,

    /// <summary>A packet that was to set it up was dropped.</summary>
    Denied = 32,

    /// <summary>A policy in audit mode would have dropped it.</summary>
    Audited = 64,

    /// <summary>ICMP says that nobody can be reached there. Not a packet of the connection.</summary>
    Unreachable = 128,
}

/// <summary>One flow event, read and oriented.</summary>
internal readonly struct Sighting
{
    public required ConnectionKey Key { get; init; }

    /// <summary>By <see cref="EvidenceClock"/>.</summary>
    public required long Time { get; init; }

    public required Signs Signs { get; init; }

    /// <summary>The packet is the client's.</summary>
    public required bool IsFromClient { get; init; }

    /// <summary>The node that saw it is the client's, so its times of SYN and SYN-ACK span the whole way.</summary>
    public required bool IsAtClient { get; init; }

    /// <summary>The server's address is a service's, before the datapath chose a backend.</summary>
    public required bool IsFrontend { get; init; }

    /// <summary>The client's address has a pod's identity and no pod: a proxy carries the pod's mark on a connection of its own.</summary>
    public required bool HasBorrowedIdentity { get; init; }

    public required bool IsClientNode { get; init; }

    /// <summary>The flow was attributed with the ends the other way round.</summary>
    public required bool IsTurned { get; init; }

    public bool Is(Signs sign) => (Signs & sign) != 0;
}
