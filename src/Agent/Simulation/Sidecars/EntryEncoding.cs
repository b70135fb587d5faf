using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.Model.Calls;
using Wire = Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>Writes a call as Envoy's HTTP access logger does, with the generated message classes. TCP too: the one logger that Istio
/// sets up serves both, and leaves empty what is of HTTP.</summary>
internal static class EntryEncoding
{
    private const string InboundSource = "127.0.0.6";

    public static HTTPAccessLogEntry ToWire(SimulatedCall call)
    {
        var isTcp = call.Protocol == CallProtocol.Tcp;
        return new HTTPAccessLogEntry
        {
            CommonProperties = Common(call, isTcp),
            ProtocolVersion = call.Protocol switch
            {
                CallProtocol.Http10 => HTTPAccessLogEntry.Types.HTTPVersion.Http10,
                CallProtocol.Http11 => HTTPAccessLogEntry.Types.HTTPVersion.Http11,
                CallProtocol.Http2 => HTTPAccessLogEntry.Types.HTTPVersion.Http2,
                CallProtocol.Http3 => HTTPAccessLogEntry.Types.HTTPVersion.Http3,
                _ => HTTPAccessLogEntry.Types.HTTPVersion.ProtocolUnspecified,
            },
            Request = isTcp ? new HTTPRequestProperties { RequestBodyBytes = (ulong)call.SentBytes } : Request(call),
            Response = isTcp ? new HTTPResponseProperties { ResponseBodyBytes = (ulong)call.ReceivedBytes } : Response(call),
        };
    }

    private static AccessLogCommon Common(SimulatedCall call, bool isTcp)
    {
        var common = new AccessLogCommon
        {
            StartTime = Timestamp.FromDateTimeOffset(call.StartedAt),
            Duration = Duration.FromTimeSpan(call.Duration),
            TimeToLastDownstreamTxByte = Duration.FromTimeSpan(call.Duration),
            ResponseFlags = call.Flags == Model.Calls.ResponseFlags.None ? null : FlagEncoding.Of(call.Flags),
            UpstreamTransportFailureReason = call.TransportFailure,
            UpstreamRequestAttemptCount = call.IsAnsweredByProxy ? 0 : (uint)call.Attempts,
            RouteName = isTcp || call.IsAnsweredByProxy ? "" : "default",
            StreamId = call.RequestId == Guid.Empty ? "" : call.RequestId.ToString(),
            AccessLogType = isTcp ? AccessLogType.TcpConnectionEnd : AccessLogType.DownstreamEnd,
        };
        if (call.IsInbound)
        {
            Inbound(call, common);
        }
        else
        {
            Outbound(call, common);
        }

        return common;
    }

    /// <summary>Towards the application the address is that of the service; the wire is upstream.</summary>
    private static void Outbound(SimulatedCall call, AccessLogCommon common)
    {
        var (client, server, service) = (call.Client.Ips[0], call.Server.Ips[0], call.Service);
        common.DownstreamRemoteAddress = Socket(client, 20_000 + (call.ClientPort % 10_000));
        common.DownstreamDirectRemoteAddress = common.DownstreamRemoteAddress;
        common.DownstreamLocalAddress = Socket(ClusterIpOf(service), service.Port);
        common.UpstreamCluster = string.Create(CultureInfo.InvariantCulture, $"outbound|{service.Port}||{service.Host}");
        common.UpstreamRemoteAddress = service.IsAmbient ? Tunnel(server, service.TargetPort) : Socket(server, service.TargetPort);
        common.UpstreamLocalAddress = call.ClientPort == 0 ? null : Socket(client, call.ClientPort);
        if (call is { HasAnswer: true, Server.Sidecar: not null })
        {
            PeerMetadata.Add(common, "upstream", call.Server, call.Client.Sidecar!);
        }
    }

    /// <summary>The wire is downstream; upstream is the hop into the application.</summary>
    private static void Inbound(SimulatedCall call, AccessLogCommon common)
    {
        var (client, server, service) = (call.Client.Ips[0], call.Server.Ips[0], call.Service);
        common.DownstreamRemoteAddress = Socket(client, call.ClientPort);
        common.DownstreamDirectRemoteAddress = common.DownstreamRemoteAddress;
        common.DownstreamLocalAddress = Socket(server, service.TargetPort);
        if (!call.IsAnsweredByProxy)
        {
            common.UpstreamCluster = string.Create(CultureInfo.InvariantCulture, $"inbound|{service.TargetPort}||");
            common.UpstreamRemoteAddress = Socket(server, service.TargetPort);
            common.UpstreamLocalAddress = Socket(InboundSource, 20_000 + (call.ClientPort % 10_000));
        }

        if (call.Security == TlsMode.Mutual)
        {
            common.TlsProperties = Tls(call);
        }

        if (call.Client.Sidecar is not null)
        {
            PeerMetadata.Add(common, "downstream", call.Client, call.Server.Sidecar!);
        }
    }

    private static TLSProperties Tls(SimulatedCall call) => new()
    {
        TlsVersion = TLSProperties.Types.TLSVersion.Tlsv13,
        TlsCipherSuite = 0x1302,
        TlsSniHostname = string.Create(CultureInfo.InvariantCulture, $"outbound_.{call.Service.Port}_._.{call.Service.Host}"),
        LocalCertificateProperties = Certificate(call.Server.Principal),
        PeerCertificateProperties = Certificate(call.Client.Principal),
    };

    private static TLSProperties.Types.CertificateProperties Certificate(string principal) => new()
    {
        SubjectAltName = { new TLSProperties.Types.CertificateProperties.Types.SubjectAltName { Uri = principal } },
    };

    private static HTTPRequestProperties Request(SimulatedCall call)
    {
        var request = new HTTPRequestProperties
        {
            RequestMethod = MethodOf(call.Method),
            Scheme = "http",
            Authority = call.Service.Port == 80 ? call.Service.Host : string.Create(CultureInfo.InvariantCulture, $"{call.Service.Host}:{call.Service.Port}"),
            Path = call.Path,
            UserAgent = "python-requests/2.32.5",
            RequestId = call.RequestId.ToString(),
            RequestHeadersBytes = (ulong)call.SentHeaderBytes,
            RequestBodyBytes = (ulong)call.SentBodyBytes,
        };
        if (call.TraceId.Length > 0)
        {
            request.RequestHeaders["traceparent"] = $"00-{call.TraceId}-00f067aa0ba902b7-01";
        }

        return request;
    }

    private static HTTPResponseProperties Response(SimulatedCall call) => new()
    {
        ResponseCode = (uint)call.Code,
        ResponseHeadersBytes = (ulong)call.ReceivedHeaderBytes,
        ResponseBodyBytes = (ulong)call.ReceivedBodyBytes,
        ResponseCodeDetails = call.Details,
    };

    private static RequestMethod MethodOf(string method) => method switch
    {
        "GET" => RequestMethod.Get,
        "HEAD" => RequestMethod.Head,
        "POST" => RequestMethod.Post,
        "PUT" => RequestMethod.Put,
        "DELETE" => RequestMethod.Delete,
        "PATCH" => RequestMethod.Patch,
        _ => RequestMethod.MethodUnspecified,
    };

    private static Address Socket(string ip, int port) => new()
    {
        SocketAddress = new SocketAddress { Address = ip, PortValue = (uint)port },
    };

    /// <summary>A listener within the proxy, which takes the connection into the tunnel to that pod.</summary>
    private static Address Tunnel(string ip, int port) => new()
    {
        EnvoyInternalAddress = new EnvoyInternalAddress
        {
            ServerListenerName = "connect_originate",
            EndpointId = string.Create(CultureInfo.InvariantCulture, $"{ip}:{port}"),
        },
    };

    /// <summary>Of the range for services, the same for the same name. Never on the wire: the sidecar goes straight to the pod.</summary>
    private static string ClusterIpOf(MeshService service)
    {
        var sum = 0;
        foreach (var character in service.Host)
        {
            sum = ((sum * 31) + character) % 62_500;
        }

        return string.Create(CultureInfo.InvariantCulture, $"10.96.{sum / 250}.{1 + (sum % 250)}");
    }
}
