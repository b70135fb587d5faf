namespace Windsock.Detection.Connections.Reading;

/// <summary>What became of one flow event, one of a closed set: the label <c>use</c>.</summary>
internal enum FlowUse : byte
{
    /// <summary>It told something about a connection.</summary>
    Tracked,

    /// <summary>No side that is ours to account for is a task.</summary>
    NotATask,

    /// <summary>A service address was translated at the socket: no packet yet.</summary>
    Socket,

    /// <summary>Not an event of the path of a packet (debug, capture), or one that says nothing.</summary>
    OtherEvent,

    /// <summary>A protocol without connections, or an end without an address.</summary>
    OtherProtocol,

    /// <summary>ICMP that is neither an echo nor an unreachable.</summary>
    OtherIcmp,

    /// <summary>Nothing says who opened the connection.</summary>
    UnclearDirection,

    /// <summary>A packet of a connection that had been set up was dropped. Not a denial of its set-up: late packets of closed
    /// connections are dropped all the time, because nothing remembers that they were allowed.</summary>
    DroppedMidway,

    /// <summary>Between a proxy and the peer, on behalf of a pod whose own connection is to the proxy.</summary>
    ProxyLeg,

    /// <summary>Of an earlier connection with the same addresses and ports.</summary>
    Stale,

    /// <summary>Of a connection that was given up because the table was full.</summary>
    GivenUp,
}
