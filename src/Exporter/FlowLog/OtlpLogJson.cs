using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>Records as OpenTelemetry log records: the body of an OTLP request in its JSON encoding (opentelemetry.proto.collector.logs.v1,
/// ExportLogsServiceRequest). Each field is an attribute <c>windsock.NAME</c>, those of <c>http</c> and <c>dns</c> are
/// <c>windsock.http.NAME</c>. Not thread-safe.</summary>
internal sealed class OtlpLogJson(string node, string version)
{
    private const string Prefix = "windsock.";

    private readonly ArrayBufferWriter<byte> _body = new();
    private readonly ArrayBufferWriter<byte> _record = new();
    private Utf8JsonWriter? _json;

    public void Begin()
    {
        _body.ResetWrittenCount();
        _json = new Utf8JsonWriter(_body, FlowJson.Options);
        _json.WriteStartObject();
        _json.WriteStartArray("resourceLogs");
        _json.WriteStartObject();
        _json.WriteStartObject("resource");
        _json.WriteStartArray("attributes");
        Attribute("service.name", "windsock");
        Attribute("service.version", version);
        Attribute("k8s.node.name", node);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteStartArray("scopeLogs");
        _json.WriteStartObject();
        _json.WriteStartObject("scope");
        _json.WriteString("name", "windsock.flow_log");
        _json.WriteEndObject();
        _json.WriteStartArray("logRecords");
    }

    /// <param name="receivedAt">When the agent took the flow in.</param>
    public void Add(in FlowRecord record, FlowFieldSet fields, Instant receivedAt)
    {
        _json!.WriteStartObject();
        _json.WriteString("timeUnixNano", record.Time.UnixNanoseconds.ToString(CultureInfo.InvariantCulture));
        _json.WriteString("observedTimeUnixNano", receivedAt.UnixNanoseconds.ToString(CultureInfo.InvariantCulture));
        var isBad = record.Flow.Verdict is Verdict.Dropped or Verdict.Error;
        _json.WriteNumber("severityNumber", isBad ? 13 : 9);
        _json.WriteString("severityText", isBad ? "WARN" : "INFO");
        _json.WriteStartObject("body");
        _json.WriteString("stringValue", Sentence(record));
        _json.WriteEndObject();
        WriteAttributes(record, fields);
        if (IsTraceId(record.Flow.TraceId))
        {
            // Hex, unlike other bytes in proto3 JSON: so says the OTLP specification.
            _json.WriteString("traceId", record.Flow.TraceId);
        }

        _json.WriteEndObject();
    }

    public byte[] End()
    {
        _json!.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Dispose();
        _json = null;
        return _body.WrittenSpan.ToArray();
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
    private void WriteAttributes(in FlowRecord record, FlowFieldSet fields)
    {
        _record.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_record, FlowJson.Options))
        {
            FlowJson.Write(json, record, fields);
        }

        using var document = JsonDocument.Parse(_record.WrittenMemory);
        _json!.WriteStartArray("attributes");
        Flatten(Prefix, document.RootElement);
        _json.WriteEndArray();
    }

    private void Flatten(string prefix, JsonElement part)
    {
        foreach (var property in part.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten($"{prefix}{property.Name}.", property.Value);
                continue;
            }

            _json!.WriteStartObject();
            _json.WriteString("key", prefix + property.Name);
            _json.WritePropertyName("value");
            Value(property.Value);
            _json.WriteEndObject();
        }
    }

    private void Value(JsonElement value)
    {
        _json!.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.Number when value.TryGetInt64(out var whole):
                // 64-bit numbers are texts in proto3 JSON.
                _json.WriteString("intValue", whole.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                _json.WriteNumber("doubleValue", value.GetDouble());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                _json.WriteBoolean("boolValue", value.GetBoolean());
                break;
            case JsonValueKind.Array:
                _json.WriteStartObject("arrayValue");
                _json.WriteStartArray("values");
                foreach (var item in value.EnumerateArray())
                {
                    Value(item);
                }

                _json.WriteEndArray();
                _json.WriteEndObject();
                break;
            default:
                _json.WriteString("stringValue", value.GetString());
                break;
        }

        _json.WriteEndObject();
    }

    private void Attribute(string key, string value)
    {
        _json!.WriteStartObject();
        _json.WriteString("key", key);
        _json.WriteStartObject("value");
        _json.WriteString("stringValue", value);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
