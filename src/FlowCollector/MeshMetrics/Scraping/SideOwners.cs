using Windsock.FlowCollector.MeshMetrics.Counters;
using Windsock.FlowCollector.MeshMetrics.Targets;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>Says which pod a side on a proxy's page is. Pure.</summary>
internal static class SideOwners
{
    /// <summary>Whether all that has grown can be about the pod that was asked: a page that names another namespace or workload is that of
    /// a pod which has got the address since.</summary>
    /// <param name="memory">Learns the workload.</param>
    public static bool AreAllOf(MeshPod pod, IEnumerable<MeasuredSide> sides, ProxyMemory memory)
    {
        var workload = memory.Workload;
        foreach (var side in sides)
        {
            if (side.Namespace.Length > 0 && side.Namespace != pod.Namespace)
            {
                return false;
            }

            if (side.Workload.Length > 0 && workload.Length > 0 && side.Workload != workload)
            {
                return false;
            }

            workload = workload.Length > 0 ? workload : side.Workload;
        }

        memory.Workload = workload;
        return true;
    }

    /// <summary>The pod that a ztunnel speaks of.</summary>
    /// <param name="reason">Why, when it is null.</param>
    public static MeshPod? OfZtunnel(MeshPod ztunnel, in MeasuredSide side, IEnumerable<MeshPod> pods, out PassedOver reason)
    {
        reason = PassedOver.NoPod;
        if (side.Namespace.Length == 0 || side.Workload.Length == 0)
        {
            return null;
        }

        var pod = WorkloadPods.Find(pods, ztunnel.NodeName, side.Namespace, side.Workload, out var candidates);
        reason = candidates == 0 ? PassedOver.NoPod : pod is null ? PassedOver.NotCertain : PassedOver.OwnProxy;
        return pod is { Proxy: ProxyKind.Sidecar } ? null : pod;
    }
}
