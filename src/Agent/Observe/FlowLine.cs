using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Observe;

/// <summary>A record as an agent wrote it. What is missing is empty; nothing in it can move a terminal's cursor.</summary>
internal readonly struct FlowLine(JsonElement record)
{
    public string this[FlowField field] => Text(record, FlowFields.NameOf(field));

    public bool IsReply => record.TryGetProperty(FlowFields.NameOf(FlowField.IsReply), out var value) && value.ValueKind == JsonValueKind.True;

    public string Policies => record.TryGetProperty(FlowFields.NameOf(FlowField.DeniedBy), out var denied) ? List(denied) : "";

    /// <summary>What it says above layer 4, in a few words; empty when it says nothing.</summary>
    public string Layer7
    {
        get
        {
            if (record.TryGetProperty(FlowFields.NameOf(FlowField.Http), out var http))
            {
                return Words("HTTP", Text(http, "method"), Text(http, "url"), Text(http, "code"), Latency(http));
            }

            return record.TryGetProperty(FlowFields.NameOf(FlowField.Dns), out var dns)
                ? Words("DNS", Text(dns, "kind") == "response" ? "answer" : "query", Text(dns, "query"), dns.TryGetProperty("types", out var types) ? List(types) : "", Text(dns, "rcode"), Latency(dns))
                : "";
        }
    }

    public static string Words(params ReadOnlySpan<string> words)
    {
        var text = new System.Text.StringBuilder();
        foreach (var word in words)
        {
            if (word.Length > 0)
            {
                text.Append(text.Length == 0 ? "" : " ").Append(word);
            }
        }

        return text.ToString();
    }

    private static string Latency(JsonElement part) => part.TryGetProperty("latencySeconds", out var value) && value.TryGetDouble(out var seconds)
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.###}ms")
        : "";

    private static string List(JsonElement items) =>
        items.ValueKind == JsonValueKind.Array ? SafeText.Of(string.Join(", ", items.EnumerateArray().Select(item => item.ToString()))) : "";

    private static string Text(JsonElement part, string name) => part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => SafeText.Of(value.GetString()!),
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        }
        : "";
}
