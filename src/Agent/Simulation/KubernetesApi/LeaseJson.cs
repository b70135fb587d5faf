using System.Globalization;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Writes the lock of a state as Terraform's backend for Kubernetes keeps it. When it is given back, holder and words of the holder
/// go; the Lease stays.</summary>
internal static class LeaseJson
{
    public static JsonObject Of(StateLease lease)
    {
        var metadata = new JsonObject
        {
            ["name"] = lease.Name,
            ["namespace"] = lease.Namespace,
            ["uid"] = lease.Uid,
            ["creationTimestamp"] = PodJson.Time(lease.CreatedAt),
            ["labels"] = new JsonObject
            {
                ["app.kubernetes.io/managed-by"] = "terraform",
                ["tfstate"] = "true",
                ["tfstateSecretSuffix"] = lease.Suffix,
                ["tfstateWorkspace"] = lease.Workspace,
            },
        };
        if (lease.Holder is not { } holder)
        {
            return new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject() };
        }

        metadata["annotations"] = new JsonObject { ["app.terraform.io/lock-info"] = Words(holder) };
        return new JsonObject { ["metadata"] = metadata, ["spec"] = new JsonObject { ["holderIdentity"] = holder.Id.ToString() } };
    }

    private static string Words(LeaseHolder holder) => new JsonObject
    {
        ["ID"] = holder.Id.ToString(),
        ["Operation"] = holder.Operation,
        ["Info"] = "",
        ["Who"] = holder.Who,
        ["Version"] = holder.Version,
        ["Created"] = holder.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        ["Path"] = "",
    }.ToJsonString();
}
