using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.FlowCollector.Replay;

/// <summary>One line of JSON, as <c>hubble observe -o jsonpb</c> (GetFlowsResponse), the exporter (ExportEvent) or
/// <c>hubble observe -o json</c> (the flow alone) print it, to the GetFlowsResponse that a server would have sent. Proto3 JSON
/// with original or camel-case names. Fields and enum names that this agent does not know are left out.</summary>
internal static class ReplayMapper
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    /// <summary>Null when the line is not such a JSON object.</summary>
    public static GetFlowsResponse? Map(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return IsBareFlow(json.RootElement) ? Wrap(Read<Flow>(line, json)) : Read<GetFlowsResponse>(line, json);
        }
        catch (Exception failure) when (failure is JsonException or IOException or FormatException or OverflowException or ArgumentException or InvalidOperationException)
        {
            // JSON from elsewhere; the parsers report its faults in all these ways.
            return null;
        }
    }

    private static bool IsBareFlow(JsonElement line) =>
        !line.TryGetProperty("flow", out _)
        && line.TryGetProperty("time", out _)
        && (line.TryGetProperty("verdict", out _) || line.TryGetProperty("Type", out _) || line.TryGetProperty("IP", out _));

    private static GetFlowsResponse Wrap(Flow flow) => new() { Flow = flow, NodeName = flow.NodeName, Time = flow.Time };

    private static T Read<T>(ReadOnlyMemory<byte> line, JsonDocument json)
        where T : IMessage<T>, new()
    {
        try
        {
            return Parser.Parse<T>(Encoding.UTF8.GetString(line.Span));
        }
        catch (InvalidProtocolBufferException)
        {
            // Most likely an enum value that is newer than this agent: once more without those.
            return Parser.Parse<T>(KnownEnums.Only(json.RootElement, new T().Descriptor));
        }
    }
}
