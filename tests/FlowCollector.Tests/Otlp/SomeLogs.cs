using Google.Protobuf;
using Windsock.FlowCollector.Otlp.Protos;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>Log records as proxies write them and as nobody does, the same for the same seed.</summary>
/// <param name="hasPeers">Peers introduce themselves.</param>
internal sealed class SomeLogs(int seed, bool hasPeers = true)
{
    private static readonly string[] Addresses =
    [
        "10.1.0.5:40000", "10.1.0.5:40001", "10.1.0.9:8080", "10.1.0.9:5432", "127.0.0.6:3333", "[2001:db8::5]:9000", "envoy://connect_originate/10.1.0.9:8080",
        "envoy://internal_client_address/", "/var/run/app.sock", "10.1.0.5", "10.1.0.5:99999", ":80", "nowhere:80", "10.1.0.5:+8",
    ];

    private static readonly (string Key, string[] Texts)[] Labels =
    [
        ("pod", ["task-1", "task-2", "etl-load-x7"]), ("ns", ["airflow", "data"]), ("node", ["worker-1"]), ("sa", ["airflow-worker"]),
        ("workload", ["task-1", "etl", "api"]),
        ("owner", ["kubernetes://apis/apps/v1/namespaces/data/deployments/api", "kubernetes://apis/batch/v1/namespaces/airflow/jobs/etl", "kubernetes://apis/v1/namespaces/airflow/pods/task-1", "kubernetes://x", "-/s/"]),
        ("code", ["0", "200", "503", "1000", "-7", "12x", "+404"]), ("flags", ["UF,URX", "UH", "NR", "DC", "XX,UO", ",,LR", "UAEX,RLSE,UMSDR,NFCF"]),
        ("details", ["via_upstream", "upstream reset before response started{connection failure}", "rbac_access_denied_matched_policy[none]"]),
        ("term", ["rbac_access_denied_matched_policy[ns[data]-policy[deny]-rule[0]]"]), ("tfail", ["delayed connect error: Connection refused", "TLS_error:_|268435581:SSL"]),
        ("cluster", ["outbound|5432||db.data.svc.cluster.local", "inbound|8080||", "outbound|443||api.example.com", "PassthroughCluster", "BlackHoleCluster", "InboundPassthroughCluster", "somewhere"]),
        ("ul", Addresses), ("uh", Addresses), ("dr", Addresses), ("dl", Addresses),
        ("peer", ["spiffe://cluster.local/ns/airflow/sa/worker", "spiffe://cluster.local/ns/data/sa/a,spiffe://b", "https://x"]),
        ("upeer", ["spiffe://cluster.local/ns/data/sa/db", "https://x"]), ("utls", ["TLSv1.3"]), ("dtls", ["TLSv1.2"]),
        ("rid", ["7d4b0f7e-8f3a-4b53-9a6e-0d4d5f5c6b7a", "none", "00000000-0000-0000-0000-000000000000"]),
        ("tp", ["00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "00-zz", "4bf92f3577b34da6a3ce929d0e0e4736"]),
        ("trace", ["4bf92f3577b34da6a3ce929d0e0e4736", "a3ce929d0e0e4736", "x"]),
        ("type", ["DownstreamEnd", "DownstreamPeriodic", "TcpPeriodic", "TcpConnectionEnd", "NotSet", "TcpUpstreamConnected"]),
        ("method", ["GET", "POST", "get", "BREW"]), ("authority", ["db.data.svc.cluster.local:5432", "API.example.com", "10.1.0.9:80", "api.example.com."]),
        ("protocol", ["HTTP/1.1", "HTTP/2", "HTTP/1.0", "HTTP/3", "SPDY"]), ("rx", ["0", "17"]), ("tx", ["123456789012", "9223372036854775808"]),
        ("duration", ["12", "9300000000000", "-1", "1.5"]), ("attempts", ["1", "3", "70000"]), ("route", ["default", "allow_any", "block_all"]),
        ("other", ["x"]), ("authority2", ["x"]), ("", ["x"]), ("podpodpod", ["x"]),
    ];

    private static readonly string[] Peers =
    [
        """{"name":"caller-1","namespace":"airflow","workload":"caller","type":"deployment"}""",
        """ { "namespace" : "data" , "labels" : { "app" : "x", "dag_id":"etl" } , "name":"p" } """,
        """{"namespace":"airflow","name":"p","workload":"p","cluster":"c1"}""",
        """{"namespace":"airflow","name":"p\u0041"}""", """{"namespace":"airflow","n":1}""", """{"namespace":"airflow" """, """{"namespace":"airflow",}""",
        "{}", "CgdhaXJmbG93", """{"name":"no-namespace"}""", """{"namespace":"airflow"} x""", """{"labels":{},"namespace":"airflow"}""",
    ];

    private readonly Random _random = new(seed);

    public ExportLogsServiceRequest Request()
    {
        var request = new ExportLogsServiceRequest();
        for (var resources = _random.Next(1, 3); resources > 0; resources--)
        {
            var resource = new ResourceLogs { Resource = new Resource { Attributes = { Attribute("service.name", new AnyValue { StringValue = "x" }) } }, SchemaUrl = "s" };
            for (var scopes = _random.Next(0, 3); scopes > 0; scopes--)
            {
                var scope = new ScopeLogs { Scope = new InstrumentationScope { Name = "envoy" } };
                for (var records = _random.Next(0, 4); records > 0; records--)
                {
                    scope.LogRecords.Add(Record());
                }

                resource.ScopeLogs.Add(scope);
            }

            request.ResourceLogs.Add(resource);
        }

        return request;
    }

    public LogRecord Record()
    {
        var record = new LogRecord { Body = Value("a line\n"), SeverityNumber = 9, Flags = 1 };
        record.TimeUnixNano = _random.Next(6) switch { 0 => 0, 1 => ulong.MaxValue, 2 => 7, _ => 1_780_000_000_123_456_789 + (ulong)_random.Next(5) };
        record.TraceId = _random.Next(4) switch
        {
            0 => ByteString.CopyFrom(new byte[16]),
            1 => ByteString.CopyFrom(Enumerable.Range(1, 16).Select(number => (byte)number).ToArray()),
            2 => ByteString.CopyFrom(1, 2, 3),
            _ => ByteString.Empty,
        };
        var given = _random.Next(2, 11);
        foreach (var (key, texts) in Labels)
        {
            if (_random.Next(10) < given)
            {
                record.Attributes.Add(Attribute(key, Value(Pick(texts))));
            }
        }

        if (hasPeers && _random.Next(2) == 0)
        {
            record.Attributes.Add(Attribute("pmeta", new AnyValue { StringValue = Pick(Peers) }));
        }

        if (_random.Next(5) == 0)
        {
            // A key twice, and one without a value.
            var (key, texts) = Pick(Labels);
            record.Attributes.Add(Attribute(key, Value(Pick(texts))));
            record.Attributes.Add(new KeyValue { Key = Pick(Labels).Key });
        }

        Shuffle(record);
        return record;
    }

    private void Shuffle(LogRecord record)
    {
        var attributes = record.Attributes.ToArray();
        _random.Shuffle(attributes);
        record.Attributes.Clear();
        record.Attributes.Add(attributes);
    }

    private AnyValue Value(string text) => _random.Next(24) switch
    {
        0 => new AnyValue { StringValue = "-" },
        1 => new AnyValue { StringValue = "" },
        2 => new AnyValue { IntValue = _random.Next(-3, 600) },
        3 => new AnyValue { DoubleValue = Pick([0.0, 200.0, 3.9, -0.5, double.NaN, 1e300, double.NegativeInfinity]) },
        4 => new AnyValue { BoolValue = true },
        5 => new AnyValue { BytesValue = ByteString.CopyFromUtf8(text) },
        6 => new AnyValue { ArrayValue = new ArrayValue { Values = { new AnyValue { StringValue = text } } } },
        7 => new AnyValue { KvlistValue = new KeyValueList { Values = { Attribute("pod", new AnyValue { StringValue = text }) } } },
        8 => new AnyValue(),
        _ => new AnyValue { StringValue = text },
    };

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private static KeyValue Attribute(string key, AnyValue value) => new() { Key = key, Value = value };
}
