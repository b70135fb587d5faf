using System.Globalization;
using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>How objects look in an answer: complete, or their metadata alone when the Accept header asks for that.</summary>
/// <param name="IsMetadataOnly"><c>as=PartialObjectMetadata</c> or <c>PartialObjectMetadataList</c>.</param>
internal sealed record ObjectRendering(ResourceStore Store, bool IsMetadataOnly)
{
    public static ObjectRendering For(ResourceStore store, string accept) =>
        new(store, accept.Contains("as=PartialObjectMetadata", StringComparison.Ordinal));

    public string ApiVersion => IsMetadataOnly ? "meta.k8s.io/v1" : Store.ApiVersion;

    public string Kind => IsMetadataOnly ? "PartialObjectMetadata" : Store.Kind;

    public string ListKind => Kind + "List";

    /// <summary>Items of typed lists carry no kind; partial metadata and custom resources always do.</summary>
    public JsonObject Item(StoredObject source) => IsMetadataOnly || Store.IsCustom ? Single(source) : Stamped(source);

    public JsonObject Single(StoredObject source)
    {
        var body = Stamped(source);
        var answer = new JsonObject { ["kind"] = Kind, ["apiVersion"] = ApiVersion, ["metadata"] = body["metadata"]!.DeepClone() };
        if (IsMetadataOnly)
        {
            return answer;
        }

        foreach (var (name, value) in body)
        {
            if (name != "metadata")
            {
                answer[name] = value?.DeepClone();
            }
        }

        return answer;
    }

    public JsonObject Bookmark(long resourceVersion) => new()
    {
        ["kind"] = Kind,
        ["apiVersion"] = ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = Number(resourceVersion), ["creationTimestamp"] = null },
    };

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Stamped(StoredObject source)
    {
        var copy = source.Json.DeepClone().AsObject();
        copy["metadata"]!["resourceVersion"] = Number(source.ResourceVersion);
        return copy;
    }
}
