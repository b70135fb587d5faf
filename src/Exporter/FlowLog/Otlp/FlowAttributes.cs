using System.Buffers;
using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>A record of the flow log as the attributes of a log record: each field is <c>windsock.NAME</c>, those of <c>http</c> and
/// <c>dns</c> are <c>windsock.http.NAME</c>. Numbers are 64 bits wide. One instance serves one record after the other. Not thread-safe.</summary>
internal sealed class FlowAttributes : List<KeyValuePair<string, object?>>
{
    private const string Prefix = "windsock.";

    private readonly ArrayBufferWriter<byte> _json = new();

    /// <summary>When the datapath saw it; the time of receipt for a flow that has none.</summary>
    public Instant Time { get; private set; }

    /// <summary>When the agent took the flow in.</summary>
    public Instant ReceivedAt { get; private set; }

    /// <summary>W3C trace id; empty when the flow has none.</summary>
    public string TraceId { get; private set; } = "";

    /// <summary>The flow in words.</summary>
    public string Sentence { get; private set; } = "";

    /// <summary>It was dropped, or ended in an error.</summary>
    public bool IsBad { get; private set; }

    public void Set(in FlowRecord record, FlowFieldSet fields, Instant receivedAt)
    {
        Clear();
        (Time, ReceivedAt, TraceId) = (record.Time, receivedAt, record.Flow.TraceId);
        IsBad = record.Flow.Verdict is Verdict.Dropped or Verdict.Error;
        Sentence = SentenceOf(record);

        // From the one definition of a record: its JSON.
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json, FlowJson.Options))
        {
            FlowJson.Write(json, record, fields);
        }

        using var document = JsonDocument.Parse(_json.WrittenMemory);
        Flatten(Prefix, document.RootElement);
    }

    private static string SentenceOf(in FlowRecord record)
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

    private void Flatten(string prefix, JsonElement part)
    {
        foreach (var property in part.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                Flatten($"{prefix}{property.Name}.", property.Value);
                continue;
            }

            Add(new(prefix + property.Name, ValueOf(property.Value)));
        }
    }

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Array => value.EnumerateArray().Select(static item => item.GetString()).ToArray(),
        _ => value.GetString(),
    };
}
