using Google.Protobuf;
using Windsock.FlowCollector.Otlp.Protos;

namespace Windsock.FlowCollector.Tests.Otlp;

/// <summary>Log records of a proxy with the labels of the recipe.</summary>
internal static class Record
{
    public const ulong Start = 1_780_000_000_123_456_789;

    /// <summary>A call from airflow/task-1 (10.1.0.5) to the service data/db, as its sidecar tells it.</summary>
    public static LogRecord Outbound(params (string Key, string Value)[] changes) => Of(
        [
            ("ns", "airflow"), ("pod", "task-1"), ("node", "worker-1"), ("sa", "airflow-worker"), ("workload", "task-1"), ("owner", "-"),
            ("code", "503"), ("flags", "UF,URX"), ("details", "upstream_reset_before_response_started{remote_connection_failure}"),
            ("term", "-"), ("tfail", "delayed connect error: Connection refused"), ("cluster", "outbound|8080||db.data.svc.cluster.local"), ("route", "default"),
            ("ul", "10.1.0.5:40000"), ("uh", "10.1.0.9:8080"), ("dr", "10.1.0.5:51000"), ("dl", "10.96.0.7:8080"),
            ("peer", "-"), ("upeer", "spiffe://cluster.local/ns/data/sa/db"), ("utls", "TLSv1.3"), ("dtls", "-"), ("pmeta", "-"),
            ("rid", "7d4b0f7e-8f3a-4b53-9a6e-0d4d5f5c6b7a"), ("tp", "-"), ("trace", "-"), ("type", "DownstreamEnd"),
            ("method", "GET"), ("authority", "db.data:8080"), ("protocol", "HTTP/1.1"), ("rx", "10"), ("tx", "95"), ("duration", "12"), ("attempts", "3"),
        ], changes);

    /// <summary>The same call as the sidecar of data/db-0 (10.1.0.9) tells it.</summary>
    public static LogRecord Inbound(params (string Key, string Value)[] changes) => Outbound(
        [
            ("ns", "data"), ("pod", "db-0"), ("node", "worker-2"), ("workload", "db"), ("owner", "kubernetes://apis/apps/v1/namespaces/data/statefulsets/db"),
            ("code", "403"), ("flags", "-"), ("details", "rbac_access_denied_matched_policy[none]"), ("tfail", "-"), ("cluster", "inbound|8080||"),
            ("ul", "127.0.0.6:33000"), ("uh", "10.1.0.9:8080"), ("dr", "10.1.0.5:40000"), ("dl", "10.1.0.9:8080"),
            ("peer", "spiffe://cluster.local/ns/airflow/sa/airflow-worker"), ("upeer", "-"), ("utls", "-"), ("dtls", "TLSv1.3"),
            ("pmeta", """{"name":"task-1","namespace":"airflow"}"""), .. changes,
        ]);

    /// <summary>A record of something else.</summary>
    public static LogRecord Foreign() => Of([("message", "hello"), ("code", "200"), ("method", "GET"), ("cluster", "prod")], []);

    public static byte[] Request(params LogRecord[] records) =>
        new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { records } } } } } }.ToByteArray();

    /// <param name="changes">The last value of a key counts; a null takes the key away.</param>
    private static LogRecord Of((string Key, string Value)[] labels, (string Key, string Value)[] changes)
    {
        var record = new LogRecord { TimeUnixNano = Start, Body = new AnyValue { StringValue = "[2026-05-28T20:26:40.123Z] \"GET /secret HTTP/1.1\" 503\n" } };
        var values = labels.ToDictionary(label => label.Key, label => label.Value);
        foreach (var (key, value) in changes)
        {
            values[key] = value;
        }

        foreach (var (key, value) in values.Where(label => label.Value is not null).OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            record.Attributes.Add(new KeyValue { Key = key, Value = new AnyValue { StringValue = value } });
        }

        return record;
    }
}
