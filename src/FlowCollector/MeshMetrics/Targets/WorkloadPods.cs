namespace Windsock.FlowCollector.MeshMetrics.Targets;

/// <summary>Finds the one pod that a ztunnel can have meant by the name of a workload. Istio calls a pod without a controller after itself;
/// all pods of a controller have one name, and a label may give any name: of these no pod can be told. Pure.</summary>
internal static class WorkloadPods
{
    /// <param name="pods">Of the ztunnel's node: those that lived at any time since the last look.</param>
    /// <param name="candidates">How many it may be; the answer is certain when it is one.</param>
    /// <returns>Null unless it is certain.</returns>
    public static MeshPod? Find(IEnumerable<MeshPod> pods, string nodeName, string @namespace, string workload, out int candidates)
    {
        candidates = 0;
        MeshPod? only = null;
        foreach (var pod in pods)
        {
            if (pod.NodeName == nodeName && pod.Namespace == @namespace && MayBe(pod, workload))
            {
                candidates++;
                only = pod;
            }
        }

        return candidates == 1 && IsCalledAfterItself(only!, workload) ? only : null;
    }

    private static bool IsCalledAfterItself(MeshPod pod, string workload) =>
        pod is { Controller: "", WorkloadLabel: "" } && pod.Name == workload;

    private static bool MayBe(MeshPod pod, string workload)
    {
        if (pod.WorkloadLabel.Length > 0)
        {
            return pod.WorkloadLabel == workload;
        }

        // A ReplicaSet carries its Deployment's name and a hash, a Job its CronJob's and a time; a pod may have been named from a prefix.
        return pod.Controller.Length > 0
            ? pod.Controller.StartsWith(workload, StringComparison.Ordinal)
            : pod.Name.StartsWith(workload, StringComparison.Ordinal);
    }
}
