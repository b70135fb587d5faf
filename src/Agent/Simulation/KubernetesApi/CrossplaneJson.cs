using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Writes claims, composites and managed resources as Crossplane 1 keeps them.</summary>
internal static class CrossplaneJson
{
    public static JsonObject Of(CrossplaneResource resource)
    {
        var json = new JsonObject { ["metadata"] = Metadata(resource), ["spec"] = Spec(resource) };
        if (!resource.Conditions.IsEmpty)
        {
            json["status"] = new JsonObject { ["conditions"] = new JsonArray([.. resource.Conditions.Select(Condition)]) };
        }

        return json;
    }

    private static JsonObject Metadata(CrossplaneResource resource)
    {
        var metadata = new JsonObject { ["name"] = resource.Name };
        if (resource.Namespace.Length > 0)
        {
            metadata["namespace"] = resource.Namespace;
        }

        metadata["uid"] = resource.Uid;
        metadata["generation"] = 1;
        metadata["creationTimestamp"] = PodJson.Time(resource.CreatedAt);
        if (resource.DeletionAt is { } deletion)
        {
            metadata["deletionTimestamp"] = PodJson.Time(deletion);
            metadata["deletionGracePeriodSeconds"] = 0;
        }

        if (resource.Claim is { } claim)
        {
            metadata["labels"] = new JsonObject
            {
                ["crossplane.io/claim-name"] = claim.Name,
                ["crossplane.io/claim-namespace"] = claim.Namespace,
                ["crossplane.io/composite"] = resource.Composite,
            };
        }

        if (!resource.Annotations.IsEmpty)
        {
            metadata["annotations"] = new JsonObject(resource.Annotations.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        }

        metadata["finalizers"] = new JsonArray(Finalizer(resource.Type));
        if (resource.Controller is { } controller)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = controller.Type.ApiVersion,
                ["kind"] = controller.Type.Kind,
                ["name"] = controller.Name,
                ["uid"] = controller.Uid,
                ["controller"] = true,
                ["blockOwnerDeletion"] = true,
            });
        }

        metadata["managedFields"] = new JsonArray(new JsonObject
        {
            ["manager"] = resource.FirstManager,
            ["operation"] = resource.Type == ResourceType.Claim ? "Update" : "Apply",
            ["apiVersion"] = resource.Type.ApiVersion,
            ["time"] = PodJson.Time(resource.CreatedAt),
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = new JsonObject(),
        });
        return metadata;
    }

    private static string Finalizer(ResourceType type) =>
        type == ResourceType.Claim ? "finalizer.apiextensions.crossplane.io"
        : type == ResourceType.Composite ? "composite.apiextensions.crossplane.io"
        : "finalizer.managedresource.crossplane.io";

    private static JsonObject Spec(CrossplaneResource resource)
    {
        if (resource.Type == ResourceType.Managed)
        {
            return new JsonObject
            {
                ["deletionPolicy"] = "Delete",
                ["managementPolicies"] = new JsonArray("*"),
                ["providerConfigRef"] = new JsonObject { ["name"] = "default" },
                ["forProvider"] = new JsonObject { ["region"] = "eu-central-1", ["engine"] = "postgres" },
            };
        }

        var spec = new JsonObject { ["parameters"] = new JsonObject { ["storageGB"] = 20 } };
        var child = resource.Child is { } found ? new JsonObject { ["apiVersion"] = found.Type.ApiVersion, ["kind"] = found.Type.Kind, ["name"] = found.Name } : null;
        if (resource.Type == ResourceType.Claim)
        {
            spec["compositeDeletePolicy"] = "Background";
            if (child is not null)
            {
                spec["resourceRef"] = child;
            }

            return spec;
        }

        var claim = resource.Claim!.Value;
        spec["claimRef"] = new JsonObject
        {
            ["apiVersion"] = ResourceType.Claim.ApiVersion,
            ["kind"] = ResourceType.Claim.Kind,
            ["namespace"] = claim.Namespace,
            ["name"] = claim.Name,
        };
        spec["resourceRefs"] = child is null ? [] : new JsonArray(child);
        return spec;
    }

    private static JsonObject Condition(TrueCondition condition)
    {
        var json = new JsonObject
        {
            ["type"] = condition.Type,
            ["status"] = condition.IsTrue ? "True" : "False",
            ["reason"] = condition.Reason,
            ["lastTransitionTime"] = PodJson.Time(condition.ChangedAt),
        };
        if (condition.Message.Length > 0)
        {
            json["message"] = condition.Message;
        }

        return json;
    }
}
