using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>One side of one flow event: what a line of the flow log and of <c>windsock observe</c> tells. Holds references only; it lives
/// as long as its batch is read.</summary>
public readonly ref struct FlowRecord
{
    private readonly ref readonly Flow _flow;
    private readonly ref readonly FlowAttribution _attribution;
    private readonly Instant _receivedAt;

    /// <param name="receivedAt">Stands in for the time of a flow that has none.</param>
    public FlowRecord(in Flow flow, in FlowAttribution attribution, FlowSide side, Instant receivedAt)
    {
        _flow = ref flow;
        _attribution = ref attribution;
        _receivedAt = receivedAt;
        Side = side;
    }

    public FlowSide Side { get; }

    public ref readonly Flow Flow => ref _flow;

    public Instant Time => _flow.Time.IsMissing ? _receivedAt : _flow.Time;

    public SideAttribution Subject => Side == FlowSide.Client ? _attribution.Client : _attribution.Server;

    /// <summary>Null unless it is known whose side it is.</summary>
    public Owner? Owner => Subject.Owner;

    /// <summary>How sure it is whose side this is; for a side that this agent does not account for, that of the whole flow.</summary>
    public AttributionClass Class => Subject.Decides ? Subject.Class : _attribution.Class;

    /// <summary>The other end by its stable name.</summary>
    public Peer Peer => (Side == FlowSide.Client ? _attribution.ServerAsPeer : _attribution.ClientAsPeer) ?? Peer.Unknown;

    /// <summary>Egress when the subject opened the connection.</summary>
    public TrafficDirection Direction => Side == FlowSide.Client ? TrafficDirection.Egress : TrafficDirection.Ingress;

    public Endpoint LocalEnd => IsSource ? _flow.Source : _flow.Destination;

    public Endpoint PeerEnd => IsSource ? _flow.Destination : _flow.Source;

    public (IpAddress Ip, ushort Port) LocalAddress => IsSource ? (_flow.SourceIp, _flow.SourcePort) : (_flow.DestinationIp, _flow.DestinationPort);

    public (IpAddress Ip, ushort Port) PeerAddress => IsSource ? (_flow.DestinationIp, _flow.DestinationPort) : (_flow.SourceIp, _flow.SourcePort);

    /// <summary>The packet came from the subject.</summary>
    private bool IsSource => (Side == FlowSide.Client) == _flow.ClientIsSource;
}
