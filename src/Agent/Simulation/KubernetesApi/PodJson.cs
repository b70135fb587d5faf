using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Cluster;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Writes a pod as an API server shows it: the fields a real one has that anybody reads, times in whole seconds.</summary>
internal static class PodJson
{
    public static JsonObject Of(PodSnapshot snapshot) => new()
    {
        ["metadata"] = Metadata(snapshot),
        ["spec"] = Spec(snapshot.Pod),
        ["status"] = Status(snapshot),
    };

    /// <summary>Values that field selectors of pods may ask for.</summary>
    public static ImmutableDictionary<string, string> Fields(PodSnapshot snapshot) => new Dictionary<string, string>
    {
        ["metadata.name"] = snapshot.Pod.Name,
        ["metadata.namespace"] = snapshot.Pod.Namespace,
        ["spec.nodeName"] = snapshot.Pod.NodeName,
        ["spec.serviceAccountName"] = snapshot.Pod.ServiceAccount,
        ["status.phase"] = snapshot.Phase.ToString(),
    }.ToImmutableDictionary();

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Metadata(PodSnapshot snapshot)
    {
        var pod = snapshot.Pod;
        var metadata = new JsonObject
        {
            ["name"] = pod.Name,
            ["namespace"] = pod.Namespace,
            ["uid"] = pod.Uid,
            ["creationTimestamp"] = Time(snapshot.CreatedAt),
        };
        if (snapshot.DeletionAt is { } deletion)
        {
            metadata["deletionTimestamp"] = Time(deletion);
            metadata["deletionGracePeriodSeconds"] = 30;
        }

        if (!pod.Labels.IsEmpty)
        {
            metadata["labels"] = Map(pod.Labels);
        }

        if (!pod.Annotations.IsEmpty)
        {
            metadata["annotations"] = Map(pod.Annotations);
        }

        if (pod.Controller is { } controller)
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = controller.Kind is "Job" ? "batch/v1" : controller.Kind is "Pod" ? "v1" : "apps/v1",
                ["kind"] = controller.Kind,
                ["name"] = controller.Name,
                ["uid"] = "00000000-0000-4000-8000-000000000000",
                ["controller"] = true,
                ["blockOwnerDeletion"] = true,
            });
        }

        return metadata;
    }

    private static JsonObject Spec(SimulatedPod pod)
    {
        var spec = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject
            {
                ["name"] = pod.ContainerName,
                ["image"] = pod.Image,
                ["imagePullPolicy"] = "IfNotPresent",
                ["resources"] = new JsonObject(),
            }),
            ["restartPolicy"] = pod.Controller is { Kind: not "Job" and not "Pod" } ? "Always" : "Never",
            ["serviceAccountName"] = pod.ServiceAccount,
            ["serviceAccount"] = pod.ServiceAccount,
            ["nodeName"] = pod.NodeName,
        };
        if (pod.HostNetwork)
        {
            spec["hostNetwork"] = true;
        }

        return spec;
    }

    private static JsonObject Status(PodSnapshot snapshot)
    {
        var status = new JsonObject { ["phase"] = snapshot.Phase.ToString(), ["qosClass"] = "BestEffort" };
        if (snapshot.StartedAt is not { } started)
        {
            return status;
        }

        var pod = snapshot.Pod;
        status["hostIP"] = AddressPlan.NodeIp;
        status["podIP"] = pod.Ips[0];
        status["podIPs"] = new JsonArray([.. pod.Ips.Select(ip => new JsonObject { ["ip"] = ip })]);
        status["startTime"] = Time(started);
        status["containerStatuses"] = new JsonArray(new JsonObject
        {
            ["name"] = pod.ContainerName,
            ["image"] = pod.Image,
            ["imageID"] = "",
            ["restartCount"] = 0,
            ["ready"] = snapshot.Phase == PodPhase.Running,
            ["started"] = snapshot.Phase == PodPhase.Running,
            ["containerID"] = "containerd://" + pod.Uid.Replace("-", "", StringComparison.Ordinal),
            ["lastState"] = new JsonObject(),
            ["state"] = ContainerState(snapshot, started),
        });
        return status;
    }

    private static JsonObject ContainerState(PodSnapshot snapshot, DateTimeOffset started)
    {
        if (snapshot.FinishedAt is not { } finished)
        {
            return new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Time(started) } };
        }

        return new JsonObject
        {
            ["terminated"] = new JsonObject
            {
                ["exitCode"] = snapshot.ExitCode,
                ["reason"] = snapshot.Reason.Length > 0 ? snapshot.Reason : snapshot.ExitCode == 0 ? "Completed" : "Error",
                ["startedAt"] = Time(started),
                ["finishedAt"] = Time(finished),
            },
        };
    }

    private static JsonObject Map(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var map = new JsonObject();
        foreach (var (key, value) in entries)
        {
            map[key] = value;
        }

        return map;
    }
}
