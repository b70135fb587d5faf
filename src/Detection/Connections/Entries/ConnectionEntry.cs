using Windsock.Detection.Connections.Reading;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Entries;

/// <summary>What is remembered about a connection apart from times.</summary>
[Flags]
internal enum EntryMarks : ushort
{
    None = 0,

    /// <summary>Its outcome has been said; it stays so that later events do not make a new one.</summary>
    Reported = 1,

    /// <summary>The outcome that was said is established.</summary>
    WasEstablished = 2,

    /// <summary>The handshake was completed: something other than SYN, SYN-ACK or RST was seen.</summary>
    Completed = 4,

    /// <summary>The first RST is the server's.</summary>
    ResetByServer = 8,

    WouldBeDenied = 16,

    /// <summary>The key's server address is a service's.</summary>
    IsFrontend = 32,

    /// <summary>It is also known under a service's address.</summary>
    HasFrontend = 64,

    /// <summary>Among those that wait for an answer, by their two hosts.</summary>
    IsWaiting = 128,

    /// <summary>The client's address came with a pod's identity and no pod, ...</summary>
    HasBorrowedIdentity = 256,

    /// <summary>... and also as a node's.</summary>
    IsClientNode = 512,

    /// <summary>It was made while connections were given up faster than they could be remembered: perhaps one of those.</summary>
    IsDoubtful = 1_024,

    /// <summary>It has taken over the addresses and ports of another: what is earlier than its first event is that one's.</summary>
    IsSuccessor = 2_048,

    /// <summary>More than one node saw it.</summary>
    HasTwoClocks = 4_096,
}

/// <summary>One connection in the table: the earliest (or latest) of every kind of event, so that their order does not matter.
/// About 310 bytes.</summary>
internal struct ConnectionEntry
{
    public ConnectionKey Key;

    /// <summary>The service's address, while <see cref="Key"/> has the backend's.</summary>
    public IpAddress FrontendIp;

    public ushort FrontendPort;

    public EntryMarks Marks;

    public SideAttribution Client;
    public SideAttribution Server;
    public Peer ServerAsPeer;
    public Peer ClientAsPeer;
    public PolicyDecision? Policies;
    public string TraceId;
    public string NodeName;

    public long FirstSeen;
    public long LastSeen;

    /// <summary>First SYN or request on the client's node, and elsewhere.</summary>
    public long OpenedAtClient;

    public long OpenedElsewhere;

    /// <summary>First SYN-ACK on the client's node, and elsewhere.</summary>
    public long AnsweredAtClient;

    public long AnsweredElsewhere;

    /// <summary>First evidence that it is set up: SYN-ACK, answer, or anything in the middle.</summary>
    public long SetUpAt;

    public long DeniedAt;
    public long UnreachableAt;
    public long ResetAt;
    public long ClientFinAt;
    public long ServerFinAt;

    /// <summary>Last SYN or SYN-ACK.</summary>
    public long HandshakeAt;

    /// <summary>How much later than allowed its first event came: its deadlines move by that.</summary>
    public long Delay;

    /// <summary>When its outcome stands, or, once that was said, when it may be forgotten.</summary>
    public long DueAt;

    public SynSightings Syns;
    public DropReason DropReason;
    public TrafficDirection DroppedAt;

    public readonly long OpenedAt => Math.Min(OpenedAtClient, OpenedElsewhere);

    public readonly bool Has(EntryMarks mark) => (Marks & mark) != 0;

    public readonly bool IsClosed => (ClientFinAt != Nanoseconds.Never && ServerFinAt != Nanoseconds.Never) || ResetAt != Nanoseconds.Never;

    /// <summary>From SYN to SYN-ACK where one clock saw both; on the client's node if there.</summary>
    public readonly TimeSpan? SetupTime =>
        Between(OpenedAtClient, AnsweredAtClient) ?? Between(OpenedElsewhere, AnsweredElsewhere);

    /// <summary>A proxy's own connection to the peer. Only the labels that it carries make it look like the pod's.</summary>
    public readonly bool IsProxyLeg => Has(EntryMarks.HasBorrowedIdentity)
        && (Has(EntryMarks.IsClientNode) || Client is { IsTask: true, Decides: true, Reason: AttributionReason.FlowLabels });

    /// <summary>Begins with its first event; all fields must be zero before.</summary>
    public void Begin(in Observation seen)
    {
        ref readonly var sighting = ref seen.Sighting;
        Key = sighting.Key;
        Marks = sighting.IsFrontend ? EntryMarks.IsFrontend : EntryMarks.None;
        Client = seen.Client;
        Server = seen.Server;
        ServerAsPeer = seen.ServerAsPeer;
        ClientAsPeer = seen.ClientAsPeer;
        TraceId = "";
        NodeName = seen.Flow.NodeName;
        FirstSeen = LastSeen = sighting.Time;
        OpenedAtClient = OpenedElsewhere = Nanoseconds.Never;
        AnsweredAtClient = AnsweredElsewhere = Nanoseconds.Never;
        SetUpAt = DeniedAt = UnreachableAt = Nanoseconds.Never;
        ResetAt = ClientFinAt = ServerFinAt = Nanoseconds.Never;
    }

    private static TimeSpan? Between(long first, long second) =>
        first == Nanoseconds.Never || second == Nanoseconds.Never || second < first ? null : TimeSpan.FromTicks((second / 100) - (first / 100));
}
