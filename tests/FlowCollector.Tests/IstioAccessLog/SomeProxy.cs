using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Entries = Windsock.FlowCollector.IstioAccessLog.Protos.StreamAccessLogsMessage.Types;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>The sidecar of one task's pod, and what it may send.</summary>
internal static class SomeProxy
{
    public const string PodIp = "10.1.0.7";
    public const string ServerIp = "10.1.0.9";
    public static readonly Timestamp Start = new() { Seconds = 1_800_000_000 };

    public static Entries.Identifier Identifier(string pod = "etl-load-x1", string ip = PodIp, string type = "sidecar", string logName = "http_envoy_accesslog") => new()
    {
        LogName = logName,
        Node = new Node
        {
            Id = $"{type}~{ip}~{pod}.airflow~airflow.svc.cluster.local",
            Metadata = Struct(
                ("NAME", Value.ForString(pod)),
                ("NAMESPACE", Value.ForString("airflow")),
                ("NODE_NAME", Value.ForString("worker-3")),
                ("INSTANCE_IPS", Value.ForString(ip)),
                ("LABELS", Value.ForStruct(Struct(("dag_id", Value.ForString("etl")), ("kubernetes_executor", Value.ForString("True"))))),
                ("ANNOTATIONS", Value.ForStruct(Struct(("dag_id", Value.ForString("etl")), ("sidecar.istio.io/status", Value.ForString("{}")))))),
        },
    };

    /// <summary>A request that the pod's application made, as its own proxy tells it.</summary>
    public static HTTPAccessLogEntry Outbound(string requestId = "0af7651916cd43dd8448eb211c80319c") => new()
    {
        ProtocolVersion = HTTPAccessLogEntry.Types.HTTPVersion.Http11,
        CommonProperties = new AccessLogCommon
        {
            StartTime = Start,
            Duration = new Duration { Nanos = 12_000_000 },
            DownstreamRemoteAddress = At(PodIp, 40_000),
            DownstreamLocalAddress = At("10.96.0.10", 80),
            DownstreamDirectRemoteAddress = At(PodIp, 40_000),
            UpstreamLocalAddress = At(PodIp, 51_000),
            UpstreamRemoteAddress = At(ServerIp, 8_080),
            UpstreamCluster = "outbound|80||billing.shop.svc.cluster.local",
        },
        Request = new HTTPRequestProperties { RequestMethod = RequestMethod.Get, RequestId = Guid.Parse(requestId).ToString(), RequestHeadersBytes = 300 },
        Response = new HTTPResponseProperties { ResponseCode = 200, ResponseBodyBytes = 5_000, ResponseCodeDetails = "via_upstream" },
    };

    /// <summary>A request that came to the pod, as its own proxy tells it.</summary>
    public static HTTPAccessLogEntry Inbound(TLSProperties? tls) => new()
    {
        ProtocolVersion = HTTPAccessLogEntry.Types.HTTPVersion.Http11,
        CommonProperties = new AccessLogCommon
        {
            StartTime = Start,
            DownstreamDirectRemoteAddress = At(ServerIp, 51_000),
            DownstreamLocalAddress = At(PodIp, 8_080),
            UpstreamLocalAddress = At("127.0.0.6", 33_000),
            UpstreamRemoteAddress = At(PodIp, 8_080),
            UpstreamCluster = "inbound|8080||",
            TlsProperties = tls,
        },
        Response = new HTTPResponseProperties { ResponseCode = 200 },
    };

    public static TLSProperties Mutual(string peer, string local) => new()
    {
        TlsVersion = TLSProperties.Types.TLSVersion.Tlsv13,
        PeerCertificateProperties = new() { SubjectAltName = { new TLSProperties.Types.CertificateProperties.Types.SubjectAltName { Uri = peer } } },
        LocalCertificateProperties = new() { SubjectAltName = { new TLSProperties.Types.CertificateProperties.Types.SubjectAltName { Uri = local } } },
    };

    public static byte[] Message(Entries.Identifier? identifier, params IEnumerable<HTTPAccessLogEntry> entries)
    {
        var logs = new Entries.HTTPAccessLogEntries();
        logs.LogEntry.AddRange(entries);
        return new StreamAccessLogsMessage { Identifier = identifier, HttpLogs = logs }.ToByteArray();
    }

    public static Address At(string ip, uint port) => new() { SocketAddress = new SocketAddress { Address = ip, PortValue = port } };

    public static Struct Struct(params ReadOnlySpan<(string Key, Value Value)> fields)
    {
        var made = new Struct();
        foreach (var (key, value) in fields)
        {
            made.Fields[key] = value;
        }

        return made;
    }
}
