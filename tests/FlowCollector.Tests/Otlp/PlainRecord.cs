using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>What a log record tells, read the slow and plain way from the protobuf classes.</summary>
internal sealed class PlainRecord
{
    private static readonly Dictionary<string, ResponseFlags> Flags = new()
    {
        ["LH"] = ResponseFlags.FailedLocalHealthcheck,
        ["UH"] = ResponseFlags.NoHealthyUpstream,
        ["UT"] = ResponseFlags.UpstreamRequestTimeout,
        ["LR"] = ResponseFlags.LocalReset,
        ["UR"] = ResponseFlags.UpstreamRemoteReset,
        ["UF"] = ResponseFlags.UpstreamConnectionFailure,
        ["UC"] = ResponseFlags.UpstreamConnectionTermination,
        ["UO"] = ResponseFlags.UpstreamOverflow,
        ["NR"] = ResponseFlags.NoRouteFound,
        ["DI"] = ResponseFlags.DelayInjected,
        ["FI"] = ResponseFlags.FaultInjected,
        ["RL"] = ResponseFlags.RateLimited,
        ["UAEX"] = ResponseFlags.UnauthorizedExternalService,
        ["RLSE"] = ResponseFlags.RateLimitServiceError,
        ["DC"] = ResponseFlags.DownstreamConnectionTermination,
        ["URX"] = ResponseFlags.UpstreamRetryLimitExceeded,
        ["SI"] = ResponseFlags.StreamIdleTimeout,
        ["IH"] = ResponseFlags.InvalidEnvoyRequestHeaders,
        ["DPE"] = ResponseFlags.DownstreamProtocolError,
        ["UMSDR"] = ResponseFlags.UpstreamMaxStreamDurationReached,
        ["RFCF"] = ResponseFlags.ResponseFromCacheFilter,
        ["NFCF"] = ResponseFlags.NoFilterConfigFound,
        ["DT"] = ResponseFlags.DurationTimeout,
        ["UPE"] = ResponseFlags.UpstreamProtocolError,
        ["NC"] = ResponseFlags.NoClusterFound,
        ["OM"] = ResponseFlags.OverloadManager,
        ["DF"] = ResponseFlags.DnsResolutionFailure,
        ["DR"] = ResponseFlags.DownstreamRemoteReset,
    };

    private static readonly string[] Midway =
    [
        "TcpUpstreamConnected", "TcpPeriodic", "DownstreamStart", "DownstreamPeriodic", "UpstreamPoolReady", "UpstreamPeriodic",
        "DownstreamTunnelSuccessfullyEstablished", "UdpTunnelUpstreamConnected", "UdpPeriodic", "TcpConnectionStart",
    ];

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    private readonly LogRecord _record;
    private readonly IpAddress? _sender;
    private readonly Dictionary<string, AnyValue?> _labels = [];
    private readonly (IpAddress Ip, ushort Port, bool IsInternal) _ul, _uh, _dr, _dl;

    private PlainRecord(LogRecord record, IpAddress? sender)
    {
        (_record, _sender) = (record, sender);
        foreach (var attribute in record.Attributes)
        {
            _labels[attribute.Key] = attribute.Value;
        }

        (_ul, _uh, _dr, _dl) = (Address("ul"), Address("uh"), Address("dr"), Address("dl"));
    }

    private string Cluster => Text("cluster");

    private bool IsHttp => Text("protocol") is "HTTP/1.0" or "HTTP/1.1" or "HTTP/2" or "HTTP/3";

    public static CallFailure? Read(LogRecord record, IpAddress? sender, out Call call) => new PlainRecord(record, sender).Read(out call);

    private CallFailure? Read(out Call call)
    {
        call = new Call();
        var isInbound = Cluster.StartsWith("inbound|", StringComparison.Ordinal) || Cluster.StartsWith("InboundPassthroughCluster", StringComparison.Ordinal);
        var isOutbound = Cluster is "PassthroughCluster" or "BlackHoleCluster" || Cluster.StartsWith("outbound|", StringComparison.Ordinal);
        var isAny = new[] { _ul, _uh, _dr, _dl }.Any(address => address.IsInternal || !address.Ip.IsNone);
        if (!isInbound && !isOutbound && !isAny)
        {
            return CallFailure.NotACall;
        }

        if (!isInbound && !isOutbound && _sender is { IsNone: false } own)
        {
            isInbound = _dl.Ip == own;
            isOutbound = !isInbound && (_dr.Ip == own || _ul.Ip == own);
        }

        if (isInbound)
        {
            call.Reporter = CallReporter.Server;
            (call.ClientIp, call.ClientPort) = OnWire(_dr);
            (call.ServerIp, call.ServerPort) = OnWire(_dl);
        }
        else if (isOutbound)
        {
            call.Reporter = CallReporter.Client;
            (call.ClientIp, call.ClientPort) = OnWire(_ul);
            (call.ServerIp, call.ServerPort) = OnWire(_uh);
            if (call.ClientIp.IsNone && _sender is { IsNone: false } pod && (_dr.Ip == pod || _dl.Ip == pod))
            {
                (call.ClientIp, call.ClientPort) = (pod, 0);
            }
        }

        if (_sender is { } address && (address.IsNone || (isInbound ? call.ServerIp : call.ClientIp) != address))
        {
            return CallFailure.ForeignSender;
        }

        ReadRequest(ref call);
        ReadPlace(ref call);
        if (isInbound)
        {
            ReadInbound(ref call);
        }
        else if (isOutbound)
        {
            ReadOutbound(ref call);
        }

        return null;
    }

    private void ReadRequest(ref Call call)
    {
        call.Time = _record.TimeUnixNano is >= 946_684_800_000_000_000 and < 7_258_118_400_000_000_000 ? new Instant((long)_record.TimeUnixNano) : Instant.Missing;
        call.DurationNanoseconds = Number("duration") is >= 0 and < 9_223_372_036_855 and var milliseconds ? milliseconds * 1_000_000 : -1;
        call.SentBytes = Number("rx");
        call.ReceivedBytes = Number("tx");
        call.Code = Number("code") is >= 0 and < 1_000 and var code ? (ushort)code : (ushort)0;
        call.Attempts = (ushort)Math.Min(Math.Max(0, Number("attempts")), 65_535);
        call.Method = Methods.Contains(Text("method")) ? Text("method") : "";
        call.Protocol = Text("protocol") switch
        {
            "HTTP/1.0" => CallProtocol.Http10,
            "HTTP/1.1" => CallProtocol.Http11,
            "HTTP/2" => CallProtocol.Http2,
            "HTTP/3" => CallProtocol.Http3,
            "" when call.Code == 0 && _labels.ContainsKey("code") && Text("method") == "" && (_labels.ContainsKey("protocol") || _labels.ContainsKey("method")) => CallProtocol.Tcp,
            _ => CallProtocol.Unknown,
        };
        call.Flags = Text("flags").Split(',').Aggregate(ResponseFlags.None, (flags, code) => flags | Flags.GetValueOrDefault(code));
        call.Details = Text("details").Replace(' ', '_');
        call.TransportFailure = Text("tfail").Replace(' ', '_');
        call.TerminationDetails = Text("term").Replace(' ', '_');
        call.Route = Text("route");
        call.NodeName = Text("node");
        call.IsFinal = !Midway.Contains(Text("type"));
        call.RequestId = Text("rid").Length == 36 && Text("rid").All(digit => char.IsAsciiHexDigit(digit) || digit == '-') && FlowId.TryParseUuid(Text("rid"), out var id) ? id : default;
        call.TraceId = Trace();
    }

    private void ReadPlace(ref Call call)
    {
        if (call.Reporter != CallReporter.Client)
        {
            return;
        }

        if (Cluster.StartsWith("outbound|", StringComparison.Ordinal))
        {
            SetPlace(ref call, Cluster[(Cluster.LastIndexOf('|') + 1)..]);
            return;
        }

        var asked = Text("authority");
        var colon = asked.LastIndexOf(':');
        asked = (colon >= 0 && asked[(colon + 1)..].All(char.IsAsciiDigit) ? asked[..colon] : asked).TrimEnd('.');
        var mayBeAnywhere = Cluster is "PassthroughCluster" or "BlackHoleCluster" || call.Route is "allow_any" or "block_all";
        if (asked != "" && asked[0] != '[' && !IpAddress.TryParse(asked, out _) && (IsService(asked) || mayBeAnywhere))
        {
            SetPlace(ref call, asked);
        }
    }

    private static bool IsService(string host) => host.Split('.') is [not "", not "", "svc", ..];

    private static void SetPlace(ref Call call, string host)
    {
        var parts = host.Split('.');
        (call.Service, call.Host) = IsService(host) ? (new ServiceName(parts[1], parts[0]), "") : (null, host.ToLowerInvariant());
    }

    private void ReadInbound(ref Call call)
    {
        call.Server = Reporter();
        if (Text("dtls") == "")
        {
            call.Tls = _labels.ContainsKey("dtls") && IsHttp && !_dr.IsInternal && !_dl.IsInternal ? TlsMode.Plaintext : TlsMode.Unknown;
            return;
        }

        call.Tls = Text("peer") != "" ? TlsMode.Mutual : _labels.ContainsKey("peer") ? TlsMode.Simple : TlsMode.Unknown;
        if (call.Tls == TlsMode.Mutual)
        {
            call.ClientPrincipal = Spiffe("peer");
            var peer = Peer(Text("pmeta"));
            call.Client = peer.Namespace != "" && call.ClientPrincipal.Contains($"/ns/{peer.Namespace}/", StringComparison.Ordinal) ? peer : Endpoint.None;
        }
    }

    private void ReadOutbound(ref Call call)
    {
        call.Client = Reporter();
        if (Text("utls") == "")
        {
            var isConnected = !call.ServerIp.IsNone && !_ul.IsInternal && !_uh.IsInternal;
            call.Tls = _labels.ContainsKey("utls") && IsHttp && isConnected ? TlsMode.Plaintext : TlsMode.Unknown;
            return;
        }

        call.ServerPrincipal = Spiffe("upeer");
        call.Tls = call.ServerPrincipal != "" ? TlsMode.Mutual : TlsMode.Unknown;
    }

    private string Spiffe(string key) => Text(key).Split(',')[0] is var first && first.StartsWith("spiffe://", StringComparison.Ordinal) ? first : "";

    private Endpoint Reporter()
    {
        if (Text("ns") == "" || Text("pod") == "")
        {
            return Endpoint.None;
        }

        var path = Text("owner").Split('/');
        var kind = path.Length < 2 ? "" : path[^2] switch
        {
            "deployments" => "Deployment",
            "jobs" => "Job",
            "pods" => "Pod",
            _ => "",
        };
        return new Endpoint { Namespace = Text("ns"), PodName = Text("pod"), IsReporter = true, Workloads = Workloads(Text("workload"), Text("pod"), kind) };
    }

    private static ImmutableArray<Workload> Workloads(string workload, string pod, string kind) =>
        workload == "" || workload == pod || kind == "Pod" ? [] : [new Workload(workload, kind)];

    private static Endpoint Peer(string json)
    {
        try
        {
            if (json.Contains('\\', StringComparison.Ordinal))
            {
                return Endpoint.None;
            }

            var members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;
            string Of(string key) => members.TryGetValue(key, out var value) ? value.GetString()! : "";
            if (members.Any(member => member.Key != "labels" && member.Value.ValueKind != JsonValueKind.String))
            {
                return Endpoint.None;
            }

            var labels = members.TryGetValue("labels", out var nested) ? nested.EnumerateObject().Select(label => $"k8s:{label.Name}={label.Value.GetString()}") : [];
            var kind = Of("type") == "deployment" ? "Deployment" : "";
            return new Endpoint { Namespace = Of("namespace"), PodName = Of("name"), Labels = [.. labels], Workloads = Workloads(Of("workload"), Of("name"), kind) };
        }
        catch (JsonException)
        {
            return Endpoint.None;
        }
    }

    private FlowId Trace()
    {
        var bytes = _record.TraceId.Span;
        if (bytes.Length == 16 && bytes.IndexOfAnyExcept((byte)0) >= 0)
        {
            return new FlowId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        }

        var carried = Text("tp") is { Length: >= 36 } text && text[2] == '-' && text[35] == '-' ? Hex(text[3..35]) : default;
        return carried.IsNone ? Hex(Text("trace")) : carried;
    }

    private static FlowId Hex(string text) => text.Length is 16 or 32 && UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
        ? new FlowId((ulong)(number >> 64), (ulong)number)
        : default;

    private string Text(string key) => _labels.GetValueOrDefault(key) is { ValueCase: AnyValue.ValueOneofCase.StringValue, StringValue: not "-" and var text } ? text : "";

    private long Number(string key) => _labels.GetValueOrDefault(key) switch
    {
        { ValueCase: AnyValue.ValueOneofCase.IntValue, IntValue: >= 0 and var number } => number,
        { ValueCase: AnyValue.ValueOneofCase.DoubleValue, DoubleValue: >= 0 and < 9.2e18 and var number } => (long)Math.Floor(number),
        { ValueCase: AnyValue.ValueOneofCase.StringValue } when long.TryParse(Text(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 0 => number,
        _ => -1,
    };

    private (IpAddress Ip, ushort Port, bool IsInternal) Address(string key)
    {
        var text = Text(key);
        var isInternal = text.StartsWith("envoy://", StringComparison.Ordinal);
        text = isInternal ? text.Split('/')[^1] : text;
        var colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && IpAddress.TryParse(text[0] == '[' && text[colon - 1] == ']' && colon > 2 ? text[1..(colon - 1)] : text[..colon], out var ip)
            ? (ip, port, isInternal)
            : (default, (ushort)0, isInternal);
    }

    private static (IpAddress Ip, ushort Port) OnWire((IpAddress Ip, ushort Port, bool IsInternal) address) =>
        address.Ip.IsLoopback ? default : (address.Ip, address.Port);
}
