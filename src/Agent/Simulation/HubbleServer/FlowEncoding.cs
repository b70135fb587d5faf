using System.Net;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.Model.Flows;
using Wire = Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>Writes simulated flows as the Observer API has them, with the generated message classes.</summary>
internal static class FlowEncoding
{
    public static byte[] Encode(SimulatedFlow flow)
    {
        var response = new GetFlowsResponse { Flow = ToWire(flow), NodeName = flow.NodeName, Time = TimeOf(flow) };
        return response.ToByteArray();
    }

    public static byte[] EncodeLost(EventsLost lost, string nodeName, DateTimeOffset time) =>
        EncodeLost((LostEventSource)lost.Reason, (ulong)lost.Count, nodeName, time);

    public static byte[] EncodeLost(LostEventSource source, ulong count, string nodeName, DateTimeOffset time) => new GetFlowsResponse
    {
        LostEvents = new LostEvent { Source = source, NumEventsLost = count },
        NodeName = nodeName,
        Time = Timestamp.FromDateTimeOffset(time),
    }.ToByteArray();

    private static Timestamp? TimeOf(SimulatedFlow flow) => flow.CarriesTime ? Timestamp.FromDateTimeOffset(flow.Time) : null;

    private static Wire.Flow ToWire(SimulatedFlow flow)
    {
        var wire = new Wire.Flow
        {
            Time = TimeOf(flow),
            Uuid = flow.Id.ToString(),
            Verdict = (Wire.Verdict)flow.Verdict,
            IP = AddressesOf(flow),
            L4 = Layer4Of(flow),
            Source = EndpointOf(flow.Source),
            Destination = EndpointOf(flow.Destination),
            Type = (Wire.FlowType)flow.Type,
            NodeName = flow.NodeName,
            EventType = new CiliumEventType { Type = flow.EventType, SubType = SubTypeOf(flow) },
            TrafficDirection = (Wire.TrafficDirection)flow.Direction,
            TraceObservationPoint = (TraceObservationPoint)flow.ObservationPoint,
            TraceReason = (Wire.TraceReason)flow.TraceReason,
            IsReply = flow.IsReply,
            SourceService = ServiceOf(flow.Source),
            DestinationService = ServiceOf(flow.Destination),
            L7 = flow.L7 is { } record ? Layer7Of(record) : null,
        };
        if (flow.Verdict == Model.Flows.Verdict.Dropped)
        {
            wire.DropReason = (uint)flow.DropReason;
            wire.DropReasonDesc = (Wire.DropReason)flow.DropReason;
        }

        if (flow.TraceId.Length > 0)
        {
            wire.TraceContext = new TraceContext { Parent = new TraceParent { TraceId = flow.TraceId } };
        }

        wire.SourceNames.AddRange(flow.Source.Names);
        wire.DestinationNames.AddRange(flow.Destination.Names);
        wire.EgressDeniedBy.AddRange(flow.EgressDeniedBy.Select(PolicyOf));
        wire.IngressDeniedBy.AddRange(flow.IngressDeniedBy.Select(PolicyOf));
        wire.EgressAllowedBy.AddRange(flow.EgressAllowedBy.Select(PolicyOf));
        return wire;
    }

    private static Wire.IP AddressesOf(SimulatedFlow flow) => new()
    {
        Source = flow.Source.Ip,
        Destination = flow.Destination.Ip,
        IpVersion = IPAddress.Parse(flow.Source.Ip).AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPVersion.Ipv6 : IPVersion.Ipv4,
    };

    private static Layer4 Layer4Of(SimulatedFlow flow)
    {
        var (source, destination) = ((uint)flow.SourcePort, (uint)flow.DestinationPort);
        return flow.Protocol switch
        {
            L4Protocol.Udp => new Layer4 { UDP = new UDP { SourcePort = source, DestinationPort = destination } },
            L4Protocol.Icmp => new Layer4 { ICMPv4 = new ICMPv4 { Type = source, Code = destination } },
            L4Protocol.IcmpV6 => new Layer4 { ICMPv6 = new ICMPv6 { Type = source, Code = destination } },
            _ => new Layer4 { TCP = new TCP { SourcePort = source, DestinationPort = destination, Flags = FlagsOf(flow.TcpFlags) } },
        };
    }

    private static TCPFlags? FlagsOf(TcpFlags flags) => flags == TcpFlags.None ? null : new TCPFlags
    {
        FIN = flags.HasFlag(TcpFlags.Fin),
        SYN = flags.HasFlag(TcpFlags.Syn),
        RST = flags.HasFlag(TcpFlags.Rst),
        PSH = flags.HasFlag(TcpFlags.Psh),
        ACK = flags.HasFlag(TcpFlags.Ack),
    };

    private static Wire.Endpoint EndpointOf(FlowEnd end)
    {
        var wire = new Wire.Endpoint { ID = end.EndpointId, Identity = end.Identity };
        wire.Labels.AddRange(end.Labels);
        if (end is { IsNamed: true, Pod: { } pod })
        {
            wire.Namespace = pod.Namespace;
            wire.PodName = pod.Name;
            wire.ClusterName = "default";
        }

        if (end.Workload is { } workload)
        {
            wire.Workloads.Add(new Wire.Workload { Name = workload.Name, Kind = workload.Kind });
        }

        return wire;
    }

    private static Service? ServiceOf(FlowEnd end) => end.Service is { } service ? new Service { Name = service.Name, Namespace = service.Namespace } : null;

    private static Policy PolicyOf(PolicyName policy) => new() { Name = policy.Name, Namespace = policy.Namespace, Kind = policy.Kind };

    private static Layer7 Layer7Of(SimulatedL7 record)
    {
        var wire = new Layer7 { Type = (L7FlowType)record.Kind, LatencyNs = (ulong)record.Latency.TotalNanoseconds };
        switch (record)
        {
            case SimulatedHttp http:
                wire.Http = new HTTP { Code = (uint)http.Code, Method = http.Method, Url = http.Url, Protocol = "HTTP/1.1" };
                wire.Http.Headers.Add(new HTTPHeader { Key = "X-Request-Id", Value = http.RequestId });
                break;
            case SimulatedDns dns:
                wire.Dns = new DNS { Query = dns.Query, Rcode = (uint)dns.Rcode, ObservationSource = "proxy", Qtypes = { dns.QueryType } };
                wire.Dns.Ips.AddRange(dns.Ips);
                wire.Dns.Ttl = dns.Kind == L7Kind.Response && dns.Rcode == 0 ? 30u : 0;
                break;
        }

        return wire;
    }

    /// <summary>Trace point or drop reason, by message type.</summary>
    private static int SubTypeOf(SimulatedFlow flow) => flow.EventType switch
    {
        1 => (int)flow.DropReason,
        4 when flow.ObservationPoint == ObservationPoint.FromEndpoint => 5,
        _ => 0,
    };
}
