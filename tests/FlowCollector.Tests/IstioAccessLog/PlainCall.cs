using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Certificate = Windsock.FlowCollector.IstioAccessLog.Protos.TLSProperties.Types.CertificateProperties;
using MFlags = Windsock.Model.Calls.ResponseFlags;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>The plain twin of the decoder: the same rules, written on the message classes, without care for speed.</summary>
internal sealed class PlainCall(Node node)
{
    private static readonly AccessLogType[] NotFinal =
    [
        AccessLogType.TcpUpstreamConnected, AccessLogType.TcpPeriodic, AccessLogType.DownstreamStart, AccessLogType.DownstreamPeriodic, AccessLogType.UpstreamPoolReady,
        AccessLogType.UpstreamPeriodic, AccessLogType.DownstreamTunnelSuccessfullyEstablished, AccessLogType.UdpTunnelUpstreamConnected, AccessLogType.UdpPeriodic,
        AccessLogType.TcpConnectionStart,
    ];

    private readonly HashSet<string> _ownIps = OwnIps(node);

    public IEnumerable<Call> Of(StreamAccessLogsMessage message) => message.LogEntriesCase == StreamAccessLogsMessage.LogEntriesOneofCase.TcpLogs
        ? message.TcpLogs.LogEntry.Select(Of)
        : message.HttpLogs?.LogEntry.Select(Of) ?? [];

    private Call Of(TCPAccessLogEntry entry)
    {
        var call = new Call
        {
            Protocol = CallProtocol.Tcp,
            SentBytes = ToLong(entry.ConnectionProperties?.ReceivedBytes ?? 0),
            ReceivedBytes = ToLong(entry.ConnectionProperties?.SentBytes ?? 0),
        };
        return WithCommon(call, entry.CommonProperties ?? new AccessLogCommon(), "");
    }

    private Call Of(HTTPAccessLogEntry entry)
    {
        var (request, response) = (entry.Request ?? new HTTPRequestProperties(), entry.Response ?? new HTTPResponseProperties());
        var method = (int)request.RequestMethod is > 0 and < 10 ? request.RequestMethod.ToString().ToUpperInvariant() : "";
        var code = response.ResponseCode is { } told and <= 999 ? (ushort)told : (ushort)0;
        var call = new Call
        {
            Method = method,
            Code = code,
            Protocol = (int)entry.ProtocolVersion is > 0 and < 5
                ? (CallProtocol)((int)CallProtocol.Http10 + (int)entry.ProtocolVersion - 1)
                : code == 0 && method.Length == 0 ? CallProtocol.Tcp : CallProtocol.Unknown,
            Details = response.ResponseCodeDetails.Replace(' ', '_'),
            SentBytes = ToLong((decimal)request.RequestHeadersBytes + request.RequestBodyBytes),
            ReceivedBytes = ToLong((decimal)response.ResponseHeadersBytes + response.ResponseBodyBytes),
            TraceId = Trace(request),
        };
        if (request.RequestId.Length == 36 && FlowId.TryParseUuid(request.RequestId, out var id))
        {
            call.RequestId = id;
        }

        return WithCommon(call, entry.CommonProperties ?? new AccessLogCommon(), request.Authority);
    }

    private Call WithCommon(Call call, AccessLogCommon common, string authority)
    {
        var (downstream, local) = (Read(common.DownstreamDirectRemoteAddress ?? common.DownstreamRemoteAddress), Read(common.DownstreamLocalAddress));
        var (upstreamLocal, upstream) = (Read(common.UpstreamLocalAddress), Read(common.UpstreamRemoteAddress));
        call.Reporter = Reporter(common.UpstreamCluster, downstream, local);
        ((string Ip, int Port, bool IsInternal) client, (string Ip, int Port, bool IsInternal) server) = call.Reporter switch
        {
            CallReporter.Server => (OnWire(downstream), OnWire(local)),
            CallReporter.Waypoint => (OnWire(downstream), OnWire(upstream)),
            CallReporter.Unknown => (default((string, int, bool)), default((string, int, bool))),
            _ => (OnWire(upstreamLocal) is { Ip.Length: > 0 } left ? left : _ownIps.Contains(downstream.Ip) ? (downstream.Ip, 0, false) : default, OnWire(upstream)),
        };
        (call.ClientIp, call.ClientPort, call.ServerIp, call.ServerPort) = (Ip(client.Ip), (ushort)client.Port, Ip(server.Ip), (ushort)server.Port);
        call.Time = common.StartTime is { Seconds: >= 946_684_800 and < 7_258_118_400, Nanos: >= 0 and < 1_000_000_000 } start ? new Instant((start.Seconds * 1_000_000_000) + start.Nanos) : Instant.Missing;
        var duration = common.Duration ?? common.TimeToLastDownstreamTxByte;
        call.DurationNanoseconds = duration is { Seconds: >= 0 and < 9_000_000_000, Nanos: >= 0 and < 1_000_000_000 } ? (duration.Seconds * 1_000_000_000) + duration.Nanos : -1;
        call.Flags = Flags(common.ResponseFlags);
        call.IsFinal = !common.IntermediateLogEntry && !NotFinal.Contains(common.AccessLogType);
        call.NodeName = Text("NODE_NAME");
        call.TransportFailure = common.UpstreamTransportFailureReason.Replace(' ', '_');
        call.TerminationDetails = common.ConnectionTerminationDetails.Replace(' ', '_');
        call.Route = common.RouteName;
        call.Attempts = (ushort)Math.Min(common.UpstreamRequestAttemptCount, 65_535);
        SetPlace(ref call, common, authority);
        SetIdentities(ref call, common, downstream.IsInternal || local.IsInternal);
        return call;
    }

    private CallReporter Reporter(string cluster, (string Ip, int Port, bool IsInternal) downstream, (string Ip, int Port, bool IsInternal) local)
    {
        if (node.Id.StartsWith("router~", StringComparison.Ordinal))
        {
            return CallReporter.Gateway;
        }

        if (node.Id.StartsWith("waypoint~", StringComparison.Ordinal))
        {
            return CallReporter.Waypoint;
        }

        if (cluster.StartsWith("inbound|", StringComparison.Ordinal) || cluster.StartsWith("InboundPassthroughCluster", StringComparison.Ordinal))
        {
            return CallReporter.Server;
        }

        if (IsOutbound(cluster) || cluster is "PassthroughCluster" or "BlackHoleCluster")
        {
            return CallReporter.Client;
        }

        return _ownIps.Contains(local.Ip) ? CallReporter.Server : _ownIps.Contains(downstream.Ip) ? CallReporter.Client : CallReporter.Unknown;
    }

    private static void SetPlace(ref Call call, AccessLogCommon common, string authority)
    {
        if (call.Reporter is CallReporter.Server or CallReporter.Unknown)
        {
            return;
        }

        if (IsOutbound(common.UpstreamCluster))
        {
            var isOldForm = common.UpstreamCluster.StartsWith("outbound_.", StringComparison.Ordinal);
            SetHost(ref call, isOldForm ? "" : common.UpstreamCluster.Split('|')[^1]);
            return;
        }

        var host = authority;
        if (host.LastIndexOf(':') is var colon and >= 0 && host[(colon + 1)..].All(char.IsAsciiDigit))
        {
            host = host[..colon];
        }

        host = host.TrimEnd('.');
        if (host.StartsWith('[') || System.Net.IPAddress.TryParse(host, out _))
        {
            return;
        }

        var asked = new Call();
        SetHost(ref asked, host);
        if (asked.Service is not null || common.UpstreamCluster is "PassthroughCluster" or "BlackHoleCluster" || common.RouteName is "allow_any" or "block_all")
        {
            (call.Service, call.Host) = (asked.Service, asked.Host);
        }
    }

    private static void SetHost(ref Call call, string host)
    {
        var parts = host.Split('.');
        if (parts.Length >= 3 && parts[2] == "svc" && parts[0] != "" && parts[1] != "")
        {
            call.Service = new ServiceName(parts[1], parts[0]);
        }
        else
        {
            call.Host = host.ToLowerInvariant();
        }
    }

    private void SetIdentities(ref Call call, AccessLogCommon common, bool isTunnelled)
    {
        var state = common.FilterStateObjects;
        Endpoint Peer(string key, bool withLabels) => PeerOf(state.TryGetValue(key, out var any) || state.TryGetValue("wasm." + key, out any) ? any : null, withLabels);
        switch (call.Reporter)
        {
            case CallReporter.Server:
                call.Server = Own();
                var tls = common.TlsProperties;
                var peer = FirstUri(tls?.PeerCertificateProperties);
                call.Tls = tls is { TlsVersion: not 0 } ? (peer.Length > 0 ? TlsMode.Mutual : TlsMode.Simple)
                    : tls is not null || isTunnelled ? TlsMode.Unknown : TlsMode.Plaintext;
                if (call.Tls == TlsMode.Mutual)
                {
                    call.ClientPrincipal = Spiffe(peer);
                    call.ServerPrincipal = Spiffe(FirstUri(tls!.LocalCertificateProperties));
                    var client = Peer("downstream_peer", true);
                    call.Client = call.ClientPrincipal.Split('/') is [_, _, _, "ns", var ns, ..] && ns == client.Namespace ? client : Endpoint.None;
                }

                break;
            case CallReporter.Client or CallReporter.Gateway:
                (call.Client, call.Server) = (Own(), Peer("upstream_peer", false));
                break;
            case CallReporter.Waypoint:
                (call.Client, call.Server) = (Peer("downstream_peer", false), Peer("upstream_peer", false));
                call.ClientPrincipal = state.TryGetValue("io.istio.peer_principal", out var principal) ? Spiffe(principal.Unpack<StringValue>().Value) : "";
                call.Tls = call.ClientPrincipal.Length > 0 ? TlsMode.Mutual : TlsMode.Unknown;
                break;
        }
    }

    private Endpoint Own()
    {
        var names = node.Id.Split('~')[2];
        return new Endpoint
        {
            Namespace = Text("NAMESPACE") is { Length: > 0 } ns ? ns : names[(names.LastIndexOf('.') + 1)..],
            PodName = Text("NAME") is { Length: > 0 } name ? name : names[..names.LastIndexOf('.')],
            IsReporter = true,
            Labels = [.. Pairs("LABELS").Select(pair => $"k8s:{pair.Key}={pair.Value.StringValue}")],
            Annotations = [.. Pairs("ANNOTATIONS").Where(pair => pair.Key is "dag_id" or "run_id").Select(pair => $"{pair.Key}={pair.Value.StringValue}")],
        };
    }

    private static Endpoint PeerOf(Any? any, bool withLabels)
    {
        if (any is null)
        {
            return Endpoint.None;
        }

        var peer = any.Unpack<Struct>().Fields;
        string Of(string key) => peer.TryGetValue(key, out var value) ? value.StringValue : "";
        var kind = Of("type") switch { "deployment" => "Deployment", "pod" => "Pod", "job" => "Job", "cronjob" => "CronJob", _ => "" };
        var hasWorkload = Of("workload") != "" && Of("workload") != Of("name") && kind != "Pod";
        return Of("namespace") == "" ? Endpoint.None : new Endpoint
        {
            Namespace = Of("namespace"),
            PodName = Of("name"),
            Workloads = hasWorkload ? [new Workload(Of("workload"), kind)] : [],
            Labels = withLabels ? [.. peer["labels"].StructValue.Fields.Select(pair => $"k8s:{pair.Key}={pair.Value.StringValue}")] : [],
        };
    }

    private static HashSet<string> OwnIps(Node node)
    {
        var told = node.Metadata?.Fields.TryGetValue("INSTANCE_IPS", out var value) == true ? value.StringValue : "";
        return [.. (told.Length > 0 ? told : node.Id.Split('~')[1]).Split(',').Select(ip => ip.Trim()).Where(ip => !ip.StartsWith("127.", StringComparison.Ordinal) && ip.Length > 1)];
    }

    private string Text(string key) => node.Metadata?.Fields.TryGetValue(key, out var value) == true ? value.StringValue : "";

    private Google.Protobuf.Collections.MapField<string, Value> Pairs(string key) => node.Metadata?.Fields.TryGetValue(key, out var value) == true ? value.StructValue.Fields : [];

    private static (string Ip, int Port, bool IsInternal) Read(Address? address)
    {
        switch (address?.AddressCase)
        {
            case Address.AddressOneofCase.SocketAddress:
                var socket = address.SocketAddress;
                return Known(socket.Address) is { Length: > 0 } ip ? (ip, socket.PortValue <= 65_535 ? (int)socket.PortValue : 0, false) : ("", 0, false);
            case Address.AddressOneofCase.EnvoyInternalAddress:
                return System.Net.IPEndPoint.TryParse(address.EnvoyInternalAddress.EndpointId, out var end) && end.Port != 0 ? (Known(end.Address.ToString()), end.Port, true) : ("", 0, true);
            default:
                return ("", 0, false);
        }
    }

    private static string Known(string ip) => System.Net.IPAddress.TryParse(ip, out _) ? ip : "";

    private static (string Ip, int Port, bool IsInternal) OnWire((string Ip, int Port, bool IsInternal) address) =>
        address.Ip.StartsWith("127.", StringComparison.Ordinal) ? ("", 0, false) : address;

    private static IpAddress Ip(string? ip) => IpAddress.TryParse(ip, out var address) ? address : default;

    private static FlowId Trace(HTTPRequestProperties request)
    {
        var text = "";
        if (request.RequestHeaders.TryGetValue("traceparent", out var parent) && System.Text.RegularExpressions.Regex.Match(parent, "^..-([0-9a-fA-F]{32})-") is { Success: true } match)
        {
            text = match.Groups[1].Value;
        }

        if (text.Length != 32)
        {
            text = request.RequestHeaders.TryGetValue("x-b3-traceid", out var b3) ? b3 : "";
        }

        return text.Length is 16 or 32 && FlowId.TryParseUuid(text.PadLeft(32, '0'), out var id) ? id : default;
    }

    private static MFlags Flags(Windsock.FlowCollector.IstioAccessLog.Protos.ResponseFlags? told)
    {
        var flags = MFlags.None;
        foreach (var field in Windsock.FlowCollector.IstioAccessLog.Protos.ResponseFlags.Descriptor.Fields.InFieldNumberOrder())
        {
            var isSet = told is not null && field.Accessor.GetValue(told) switch
            {
                bool value => value,
                Windsock.FlowCollector.IstioAccessLog.Protos.ResponseFlags.Types.Unauthorized refused => (int)refused.Reason == 1,
                _ => false,
            };
            flags |= isSet ? (MFlags)(1u << (field.FieldNumber - 1)) : MFlags.None;
        }

        return flags;
    }

    private static string FirstUri(Certificate? certificate) =>
        certificate?.SubjectAltName.Where(name => name.Uri.Length > 0).Select(name => name.Uri).FirstOrDefault() ?? "";

    private static string Spiffe(string uri) => uri.StartsWith("spiffe://", StringComparison.Ordinal) ? uri : "";

    private static bool IsOutbound(string cluster) =>
        cluster.StartsWith("outbound|", StringComparison.Ordinal) || cluster.StartsWith("inbound-vip|", StringComparison.Ordinal) || cluster.StartsWith("outbound_.", StringComparison.Ordinal);

    private static long ToLong(decimal bytes) => (long)Math.Min(bytes, long.MaxValue);
}
