using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Cluster;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>The kinds of objects the agent watches.</summary>
internal static class WatchedResources
{
    /// <param name="nodeName">Only the pods of this node; null for all.</param>
    public static WatchedResource<PodState> Pods(string? nodeName) => new(
        new ResourcePath("pods", "api/v1/pods", nodeName is null ? "" : $"spec.nodeName={nodeName}", IsMetadataOnly: false),
        new PodMapper(),
        (pod, now) => new PodApplied(pod, now),
        (pod, now) => new PodRemoved(pod.Uid, pod.Namespace, pod.Name, now),
        now => new PodsSynced(now));

    public static WatchedResource<ServiceAccountState> ServiceAccounts() => new(
        new ResourcePath("serviceaccounts", "api/v1/serviceaccounts", "", IsMetadataOnly: true),
        MetadataMappers.ServiceAccounts(),
        (account, now) => new ServiceAccountApplied(account, now),
        (account, now) => new ServiceAccountRemoved(account.Namespace, account.Name, now),
        null);

    public static WatchedResource<NamespaceState> Namespaces() => new(
        new ResourcePath("namespaces", "api/v1/namespaces", "", IsMetadataOnly: true),
        MetadataMappers.Namespaces(),
        (state, now) => new NamespaceApplied(state, now),
        (gone, now) => new NamespaceRemoved(gone.Name, now),
        null);
}
