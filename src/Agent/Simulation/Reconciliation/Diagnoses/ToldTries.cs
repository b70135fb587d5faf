using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.Reconciliation.Diagnoses;

/// <summary>Reads the agent's <c>/api/v1/tries</c>, here anew so that a mistake of the writer does not hide itself.</summary>
internal static class ToldTries
{
    /// <summary>Ids of the list, with what each says about its result.</summary>
    /// <exception cref="FormatException">The answer is no list of tries.</exception>
    public static ImmutableArray<(string Id, string Result)> ParseList(string json) => Read(json, node =>
        node["tries"]!.AsArray().Select(one => (Text(one!["id"]), Text(one["result"]))).ToImmutableArray());

    /// <exception cref="FormatException">The answer is no try.</exception>
    public static ToldTry ParseOne(string json) => Read(json, node => new ToldTry(
        Text(node["id"]),
        [.. node["pods"]!.AsArray().Select(pod => Text(pod!["uid"]))],
        Text(node["result"]),
        [.. node["causes"]!.AsArray().Select(cause => new ToldCause(
            Text(cause!["cause"]), Text(cause["confidence"]), Text(cause["peer"]), cause["port"]!.GetValue<int>(), Text(cause["sentence"])))]));

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static T Read<T>(string json, Func<JsonNode, T> read)
    {
        try
        {
            return read(JsonNode.Parse(json)!);
        }
        catch (Exception failure) when (failure is System.Text.Json.JsonException or NullReferenceException or InvalidOperationException)
        {
            throw new FormatException($"not what /api/v1/tries answers: {json[..Math.Min(json.Length, 200)]}", failure);
        }
    }
}
