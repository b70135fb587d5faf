using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Certificate = Windsock.FlowCollector.IstioAccessLog.Protos.TLSProperties.Types.CertificateProperties;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>Messages of proxies, any that the protocol allows and most that Istio makes. The same seed gives the same ones.</summary>
internal sealed class SomeAccessLog(int seed)
{
    public const string PodIp = "10.1.0.7";

    private static readonly string[] Ips = [PodIp, "10.1.0.9", "10.96.0.1", "127.0.0.6", "fd00::7", "fd00::8", "", "no address", "198.51.100.7"];
    private static readonly string[] Clusters =
    [
        "outbound|8080||billing.shop.svc.cluster.local", "outbound|443|v1|API.Example.com", "outbound|80||*.example.com", "inbound|8080||",
        "PassthroughCluster", "BlackHoleCluster", "InboundPassthroughCluster", "InboundPassthroughClusterIpv4", "", "", "xds-grpc",
        "inbound-vip|80|http|billing.shop.svc.cluster.local", "outbound_.80_._.billing.shop.svc.cluster.local", "outbound|80||.svc.", "outbound|",
    ];

    private static readonly string[] Details = ["via_upstream", "rbac access denied matched policy[ns[shop]-policy[p]-rule[0]]", "", "route_not_found", "jwt_authn_access_denied{Jwt is expired}"];
    private static readonly string[] Authorities = ["billing.shop.svc.cluster.local:8080", "billing", "Api.Example.com", "10.96.0.1:80", "[fd00::1]:80", "", "billing.shop.svc", "a.b.c.:70000"];
    private static readonly string[] Routes = ["default", "allow_any", "block_all", ""];
    private static readonly string[] Uris = ["spiffe://cluster.local/ns/shop/sa/billing", "spiffe://cluster.local/ns/airflow/sa/etl", "https://example.com", ""];

    private readonly Random _random = new(seed);

    public Node Node()
    {
        var node = new Node { Id = Pick(["sidecar", "router", "waypoint", "ztunnel", "sidecar", "sidecar"]) + $"~{PodIp}~task-1.x.airflow~airflow.svc.cluster.local", Cluster = "etl.airflow" };
        if (Often())
        {
            node.Metadata = new Struct();
            Put(node.Metadata, "NAME", "task-1");
            Put(node.Metadata, "NAMESPACE", "airflow");
            Put(node.Metadata, "NODE_NAME", "worker-3");
            Put(node.Metadata, "INSTANCE_IPS", Pick([PodIp, $"{PodIp}, fd00::7", "", "127.0.0.1,x," + PodIp]));
            Put(node.Metadata, "SERVICE_ACCOUNT", "etl");
            node.Metadata.Fields["LABELS"] = Value.ForStruct(Texts(("dag_id", "etl"), ("task_id", "load"), ("kubernetes_executor", "True")));
            node.Metadata.Fields["ANNOTATIONS"] = Value.ForStruct(Texts(("dag_id", "etl"), ("run_id", "scheduled__2026-11-30T00:00:00+00:00"), ("kubectl.kubernetes.io/last-applied-configuration", "{}")));
            node.Metadata.Fields["PROXY_CONFIG"] = Value.ForStruct(Texts(("a", "b")));
            node.Metadata.Fields["CPU"] = Value.ForNumber(2);
        }

        node.Extensions.Add(new Windsock.FlowCollector.IstioAccessLog.Protos.Extension { Name = "envoy.filters.http.rbac", Category = "envoy.filters.http", TypeUrls = { "envoy.extensions.filters.http.rbac.v3.RBAC" } });
        return node;
    }

    public StreamAccessLogsMessage Message(Node node)
    {
        var message = new StreamAccessLogsMessage { Identifier = new StreamAccessLogsMessage.Types.Identifier { Node = node, LogName = "http_envoy_accesslog" } };
        if (_random.Next(3) == 0)
        {
            message.TcpLogs = new StreamAccessLogsMessage.Types.TCPAccessLogEntries();
            message.TcpLogs.LogEntry.AddRange(Enumerable.Range(0, _random.Next(4)).Select(_ => Tcp()));
        }
        else
        {
            message.HttpLogs = new StreamAccessLogsMessage.Types.HTTPAccessLogEntries();
            message.HttpLogs.LogEntry.AddRange(Enumerable.Range(0, _random.Next(4)).Select(_ => Http()));
        }

        return message;
    }

    public TCPAccessLogEntry Tcp() => new()
    {
        CommonProperties = Common(),
        ConnectionProperties = Often() ? new ConnectionProperties { ReceivedBytes = Number(), SentBytes = Number() } : null,
    };

    public HTTPAccessLogEntry Http()
    {
        var entry = new HTTPAccessLogEntry { ProtocolVersion = (HTTPAccessLogEntry.Types.HTTPVersion)_random.Next(6), CommonProperties = Often() ? Common() : null };
        if (Often())
        {
            entry.Request = new HTTPRequestProperties
            {
                RequestMethod = (RequestMethod)_random.Next(12),
                Authority = Pick(Authorities),
                Path = "/invoices?token=secret",
                RequestId = Often() ? Guid().ToString() : Pick(["", "not a uuid", System.Guid.Empty.ToString()]),
                RequestHeadersBytes = Number(),
                RequestBodyBytes = Number(),
            };
            AddHeaders(entry.Request);
        }

        if (Often())
        {
            entry.Response = new HTTPResponseProperties
            {
                ResponseCode = Often() ? (uint)_random.Next(0, 1_100) : null,
                ResponseHeadersBytes = Number(),
                ResponseBodyBytes = Number(),
                ResponseCodeDetails = Pick(Details),
            };
        }

        return entry;
    }

    private void AddHeaders(HTTPRequestProperties request)
    {
        request.RequestHeaders["authorization"] = "Bearer secret";
        if (_random.Next(2) == 0)
        {
            request.RequestHeaders["traceparent"] = Pick([$"00-{Guid():N}-00f067aa0ba902b7-01", "00-xyz", ""]);
        }

        if (_random.Next(3) == 0)
        {
            request.RequestHeaders["x-b3-traceid"] = Pick([$"{Guid():N}", "463ac35c9f6413ad", "short"]);
        }
    }

    private AccessLogCommon Common()
    {
        var common = new AccessLogCommon
        {
            StartTime = Often() ? new Timestamp { Seconds = 1_800_000_000 + _random.Next(1_000), Nanos = _random.Next(1_000_000_000) } : null,
            Duration = Sometimes() ? new Duration { Seconds = _random.Next(-1, 100), Nanos = _random.Next(1_000_000_000) } : null,
            TimeToLastDownstreamTxByte = Sometimes() ? new Duration { Nanos = _random.Next(1_000_000_000) } : null,
            DownstreamRemoteAddress = Address(),
            DownstreamLocalAddress = Address(),
            DownstreamDirectRemoteAddress = Address(),
            UpstreamRemoteAddress = Address(),
            UpstreamLocalAddress = Address(),
            UpstreamCluster = Pick(Clusters),
            TlsProperties = Sometimes() ? Tls() : null,
            ResponseFlags = Sometimes() ? Flags() : null,
            UpstreamTransportFailureReason = Pick(["", "", "TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED"]),
            ConnectionTerminationDetails = Pick(["", "", "rbac_access_denied_matched_policy[none]"]),
            RouteName = Pick(Routes),
            UpstreamRequestAttemptCount = Often() ? (uint)_random.Next(4) : 70_000,
            IntermediateLogEntry = _random.Next(10) == 0,
            AccessLogType = (AccessLogType)_random.Next(16),
        };
        AddFilterState(common);
        return common;
    }

    private void AddFilterState(AccessLogCommon common)
    {
        foreach (var key in (string[])["upstream_peer", "downstream_peer", "wasm.upstream_peer", "wasm.downstream_peer"])
        {
            if (Sometimes())
            {
                common.FilterStateObjects[key] = Any.Pack(Peer());
            }
        }

        if (Sometimes())
        {
            common.FilterStateObjects["io.istio.peer_principal"] = Any.Pack(new StringValue { Value = Pick(Uris) });
        }

        if (Sometimes())
        {
            common.FilterStateObjects["something.else"] = new Any { TypeUrl = "x", Value = ByteString.CopyFrom(1, 2, 3) };
        }
    }

    private Struct Peer()
    {
        var peer = new Struct();
        Put(peer, "namespace", Pick(["shop", "airflow", ""]));
        Put(peer, "name", Pick(["billing-7b6c5d4f8-w9x2z", "task-9", ""]));
        Put(peer, "workload", Pick(["billing", "task-9", ""]));
        Put(peer, "type", Pick(["deployment", "pod", "job", "cronjob", "other", ""]));
        peer.Fields["labels"] = Value.ForStruct(Texts(("dag_id", "etl"), ("x", "")));
        return peer;
    }

    private TLSProperties Tls()
    {
        var tls = new TLSProperties { TlsVersion = (TLSProperties.Types.TLSVersion)_random.Next(5), TlsSniHostname = "outbound_.8080_._.billing" };
        if (Often())
        {
            tls.PeerCertificateProperties = Names();
            tls.LocalCertificateProperties = Names();
        }

        return tls;
    }

    private Certificate Names()
    {
        var names = new Certificate { Subject = "O=x" };
        for (var count = _random.Next(3); count > 0; count--)
        {
            names.SubjectAltName.Add(Often() ? new Certificate.Types.SubjectAltName { Uri = Pick(Uris) } : new Certificate.Types.SubjectAltName { Dns = "x.example.com" });
        }

        return names;
    }

    private ResponseFlags Flags()
    {
        var flags = new ResponseFlags();
        foreach (var field in ResponseFlags.Descriptor.Fields.InFieldNumberOrder())
        {
            if (_random.Next(8) == 0)
            {
                field.Accessor.SetValue(flags, field.FieldNumber == 13
                    ? new ResponseFlags.Types.Unauthorized { Reason = (ResponseFlags.Types.Unauthorized.Types.Reason)_random.Next(2) }
                    : true);
            }
        }

        return flags;
    }

    private Address? Address() => _random.Next(8) switch
    {
        0 => null,
        1 => new Address { Pipe = new Pipe { Path = "/tmp/x" } },
        2 => new Address { EnvoyInternalAddress = new EnvoyInternalAddress { ServerListenerName = "connect_originate", EndpointId = Pick(["10.244.0.22:9080", "[fd00::8]:80", "x", "", "10.1.0.9:70000"]) } },
        3 => new Address { SocketAddress = new SocketAddress { Address = Pick(Ips), NamedPort = "http" } },
        _ => new Address { SocketAddress = new SocketAddress { Address = Pick(Ips), PortValue = (uint)_random.Next(0, 66_000) } },
    };

    private static Struct Texts(params ReadOnlySpan<(string Key, string Value)> pairs)
    {
        var texts = new Struct();
        foreach (var (key, value) in pairs)
        {
            texts.Fields[key] = Value.ForString(value);
        }

        return texts;
    }

    private void Put(Struct target, string key, string value)
    {
        if (_random.Next(6) != 0)
        {
            target.Fields[key] = Value.ForString(value);
        }
    }

    private Guid Guid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private ulong Number() => _random.Next(20) == 0 ? ulong.MaxValue : (ulong)_random.Next(1, 100_000);

    private bool Often() => _random.Next(6) != 0;

    private bool Sometimes() => _random.Next(2) == 0;

    private T Pick<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
