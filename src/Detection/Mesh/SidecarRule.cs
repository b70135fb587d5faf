using System.Collections.Immutable;
using Windsock.Model.Cluster;

namespace Windsock.Detection.Mesh;

/// <summary>Whether Istio would give a pod a sidecar, by the labels of its namespace and its own (Istio's sidecar injector and ambient
/// mode), and whether it has one. Pure.</summary>
internal static class SidecarRule
{
    private const string Container = "istio-proxy";
    private const string NamespaceInjection = "istio-injection";
    private const string Revision = "istio.io/rev";
    private const string PodInjection = "sidecar.istio.io/inject";
    private const string Dataplane = "istio.io/dataplane-mode";

    /// <summary>The namespace's label by which the pod ought to have a sidecar that it does not have, as <c>key=value</c>; null when all
    /// is well, or when the pod does not show its containers yet.</summary>
    public static string? Missing(PodState pod, ImmutableDictionary<string, string> namespaceLabels)
    {
        if (pod.HostNetwork || pod.Containers.IsEmpty || HasSidecar(pod) || IsAmbient(pod, namespaceLabels) || pod.Labels.GetValueOrDefault(PodInjection) == "false")
        {
            return null;
        }

        if (namespaceLabels.TryGetValue(NamespaceInjection, out var injection))
        {
            return injection == "enabled" ? $"{NamespaceInjection}={injection}" : null;
        }

        return namespaceLabels.TryGetValue(Revision, out var revision) ? $"{Revision}={revision}" : null;
    }

    private static bool HasSidecar(PodState pod)
    {
        foreach (var container in pod.Containers)
        {
            if (container.Name == Container)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAmbient(PodState pod, ImmutableDictionary<string, string> namespaceLabels) =>
        pod.Labels.TryGetValue(Dataplane, out var own) ? own == "ambient" : namespaceLabels.GetValueOrDefault(Dataplane) == "ambient";

}
