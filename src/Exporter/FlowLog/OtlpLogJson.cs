using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Exporter.FlowLog;

/// <summary>Records as OpenTelemetry log records: the body of an OTLP request in its JSON encoding (opentelemetry.proto.collector.logs.v1,
/// ExportLogsServiceRequest). Each field is an attribute <c>windsock.NAME</c>, those of <c>http</c> and <c>dns</c> are
/// <c>windsock.http.NAME</c>. Not thread-safe.</summary>
internal sealed class OtlpLogJson(string node, string version)
{
    private const string Prefix = "windsock.";

    private readonly ArrayBufferWriter<byte> _record = new();

    public void Begin(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("resourceLogs");
        json.WriteStartObject();
        json.WriteStartObject("resource");
        json.WriteStartArray("attributes");
        Attribute(json, "service.name", "windsock");
        Attribute(json, "service.version", version);
        Attribute(json, "k8s.node.name", node);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("scopeLogs");
        json.WriteStartObject();
        json.WriteStartObject("scope");
        json.WriteString("name", "windsock.flow_log");
        json.WriteEndObject();
        json.WriteStartArray("logRecords");
    }

    /// <param name="receivedAt">When the agent took the flow in.</param>
    public void Add(Utf8JsonWriter json, in FlowRecord record, FlowFieldSet fields, Instant receivedAt)
    {
        json.WriteStartObject();
        json.WriteString("timeUnixNano", record.Time.UnixNanoseconds.ToString(CultureInfo.InvariantCulture));
        json.WriteString("observedTimeUnixNano", receivedAt.UnixNanoseconds.ToString(CultureInfo.InvariantCulture));
        var isBad = record.Flow.Verdict is Verdict.Dropped or Verdict.Error;
        json.WriteNumber("severityNumber", isBad ? 13 : 9);
        json.WriteString("severityText", isBad ? "WARN" : "INFO");
        json.WriteStartObject("body");
        json.WriteString("stringValue", Sentence(record));
        json.WriteEndObject();
        WriteAttributes(json, record, fields);
        if (IsTraceId(record.Flow.TraceId))
        {
            // Hex, unlike other bytes in proto3 JSON: so says the OTLP specification.
            json.WriteString("traceId", record.Flow.TraceId);
        }

        json.WriteEndObject();
    }

    public static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsTraceId(string text) => text.Length == 32 && text.All(char.IsAsciiHexDigitLower);

    private static string Sentence(in FlowRecord record)
    {
        var owner = record.Owner;
        var subject = owner?.Task is { } task ? $"{task.DagId}.{task.TaskId}"
            : owner is { Component.Length: > 0 } ? owner.Component
            : record.LocalEnd.HasPod ? record.LocalEnd.PodName
            : "unknown";
        var arrow = record.Side == FlowSide.Client ? "->" : "<-";
        var why = record.Flow.Verdict == Verdict.Dropped ? $" {PublicNames.Of(record.Flow.DropReason)}" : "";
        return $"{subject} {arrow} {record.Peer.Name} {PublicNames.Of(record.Flow.Verdict)}{why}";
    }

    /// <summary>From the one definition of a record: its JSON.</summary>
    private void WriteAttributes(Utf8JsonWriter json, in FlowRecord record, FlowFieldSet fields)
    {
        _record.ResetWrittenCount();
        using (var plain = new Utf8JsonWriter(_record, FlowJson.Options))
        {
            FlowJson.Write(plain, record, fields);
        }

        using var document = JsonDocument.Parse(_record.WrittenMemory);
        json.WriteStartArray("attributes");
        Flatten(json, Prefix, document.RootElement);
        json.WriteEndArray();
    }

    private static void Flatten(Utf8JsonWriter json, string prefix, JsonElement part)
    {
        foreach (var property in part.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten(json, $"{prefix}{property.Name}.", property.Value);
                continue;
            }

            json.WriteStartObject();
            json.WriteString("key", prefix + property.Name);
            json.WritePropertyName("value");
            Value(json, property.Value);
            json.WriteEndObject();
        }
    }

    private static void Value(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var whole):
                // 64-bit numbers are texts in proto3 JSON.
                json.WriteString("intValue", whole.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                json.WriteNumber("doubleValue", value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                json.WriteBoolean("boolValue", value.GetBoolean());
                break;
            case JsonValueKind.Array:
                json.WriteStartObject("arrayValue");
                json.WriteStartArray("values");
                foreach (var item in value.EnumerateArray())
                {
                    Value(json, item);
                }

                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                json.WriteString("stringValue", value.GetString());
                break;
        }

        json.WriteEndObject();
    }

    private static void Attribute(Utf8JsonWriter json, string key, string value)
    {
        json.WriteStartObject();
        json.WriteString("key", key);
        json.WriteStartObject("value");
        json.WriteString("stringValue", value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
