using Windsock.FlowCollector.MeshMetrics.Targets;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>Says which pod a side on a proxy's page is. Pure.</summary>
internal static class SideOwners
{
    /// <summary>The workload that a pod's own page gives it: that of its first side, which is the proxy's own word; what the application
    /// adds comes last. Empty when none names one.</summary>
    public static string WorkloadIn(IEnumerable<MeasuredSide> sides)
    {
        foreach (var side in sides)
        {
            if (side.Workload.Length > 0)
            {
                return side.Workload;
            }
        }

        return "";
    }

    /// <summary>Whether a side on the page of a pod's own proxy can be that pod.</summary>
    /// <param name="workload">What the pod's sides have been called so far; empty when that is not known.</param>
    public static bool CanBe(MeshPod pod, string workload, in MeasuredSide side) =>
        (side.Namespace.Length == 0 || side.Namespace == pod.Namespace) && (side.Workload.Length == 0 || workload.Length == 0 || side.Workload == workload);

    /// <summary>A page on which nothing that has grown can be the pod is that of another, which has got its address since.</summary>
    public static bool AreAllOfAnother(MeshPod pod, string workload, IReadOnlyCollection<MeasuredSide> sides)
    {
        foreach (var side in sides)
        {
            if (CanBe(pod, workload, side))
            {
                return false;
            }
        }

        return sides.Count > 0;
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
        return pod is { Proxy: TargetKind.Sidecar } ? null : pod;
    }
}
