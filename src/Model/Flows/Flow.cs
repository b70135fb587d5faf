using System.Collections.Immutable;

namespace Windsock.Model.Flows;

/// <summary>One flow event as Hubble reported it (flow.Flow): a value with references to interned objects. Source and
/// destination are those of the packet; who opened the connection is worked out from <see cref="Reply"/>.
/// Written once by the decoder and read-only from the moment it is in a <see cref="FlowBatch"/>. Pass it by <c>in</c>: it is
/// about 190 bytes.</summary>
public struct Flow
{
    public Flow()
    {
    }

    /// <summary>When the datapath saw the packet; <see cref="Instant.Missing"/> when the sender gave no usable time.</summary>
    public Instant Time { get; set; }

    public FlowId Id { get; set; }

    public IpAddress SourceIp { get; set; }

    public IpAddress DestinationIp { get; set; }

    /// <summary>Never null; <see cref="Endpoint.None"/> when the flow describes no such end.</summary>
    public Endpoint Source { get; set; } = Endpoint.None;

    /// <inheritdoc cref="Source"/>
    public Endpoint Destination { get; set; } = Endpoint.None;

    /// <summary>Kubernetes name of the node that observed the event. Cilium prefixes the cluster name (<c>cluster/node</c>)
    /// only when it is not <c>default</c>; the prefix is kept here as it came.</summary>
    public string NodeName { get; set; } = "";

    /// <summary>DNS names Cilium knows for the address; usually empty.</summary>
    public ImmutableArray<string> SourceNames { get; set; } = [];

    /// <inheritdoc cref="SourceNames"/>
    public ImmutableArray<string> DestinationNames { get; set; } = [];

    public ServiceName? SourceService { get; set; }

    public ServiceName? DestinationService { get; set; }

    public PolicyDecision? Policies { get; set; }

    public L7Record? L7 { get; set; }

    /// <summary>W3C trace id of the request, empty when absent.</summary>
    public string TraceId { get; set; } = "";

    /// <summary>For ICMP and ICMPv6 the message type.</summary>
    public ushort SourcePort { get; set; }

    /// <summary>For ICMP and ICMPv6 the message code.</summary>
    public ushort DestinationPort { get; set; }

    public TcpFlags TcpFlags { get; set; }

    /// <summary>Meaningful only when <see cref="Verdict"/> is dropped.</summary>
    public DropReason DropReason { get; set; }

    public L4Protocol Protocol { get; set; }

    public Verdict Verdict { get; set; }

    public FlowType Type { get; set; }

    public TrafficDirection Direction { get; set; }

    public ObservationPoint ObservationPoint { get; set; }

    public TraceReason TraceReason { get; set; }

    public ReplyState Reply { get; set; }

    public AuthType AuthType { get; set; }

    /// <summary>Cilium's message type: 1 drop, 4 trace, 5 policy verdict, 7 trace-sock, 129 L7; 0 when absent.</summary>
    public byte EventType { get; set; }

    /// <summary>True when Cilium says that the packet was encrypted between nodes.</summary>
    public bool Encrypted { get; set; }

    /// <summary>The client is the packet's source, unless the packet is a reply. Unknown counts as a request.</summary>
    public readonly bool ClientIsSource => Reply != ReplyState.Reply;
}
