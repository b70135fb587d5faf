using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Writes a custom resource definition, without its schema.</summary>
internal static class DefinitionJson
{
    public static readonly ResourceType Type = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, ["api-extensions"]);

    public static JsonObject Of(ResourceType type, DateTimeOffset at) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = type.FullName,
            ["uid"] = World.StableUid.Of("definitions", type.FullName),
            ["creationTimestamp"] = PodJson.Time(at),
        },
        ["spec"] = new JsonObject
        {
            ["group"] = type.Group,
            ["names"] = new JsonObject
            {
                ["plural"] = type.Plural,
                ["singular"] = type.Kind.ToLowerInvariant(),
                ["kind"] = type.Kind,
                ["listKind"] = type.Kind + "List",
                ["categories"] = new JsonArray([.. type.Categories]),
            },
            ["scope"] = type.IsNamespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray(new JsonObject { ["name"] = type.Version, ["served"] = true, ["storage"] = true }),
        },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(
                new JsonObject { ["type"] = "NamesAccepted", ["status"] = "True", ["reason"] = "NoConflicts", ["lastTransitionTime"] = PodJson.Time(at) },
                new JsonObject { ["type"] = "Established", ["status"] = "True", ["reason"] = "InitialNamesAccepted", ["lastTransitionTime"] = PodJson.Time(at) }),
        },
    };
}
