using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Cluster;

/// <summary>Builds the cluster view's watches from their options.</summary>
public static class ClusterWatchRegistration
{
    /// <param name="nodeName">This node, as spec.nodeName has it.</param>
    /// <exception cref="KubernetesConfigurationException">The API cannot be reached with these options; nothing was sent yet.</exception>
    public static ClusterWatches Create(KubernetesOptions options, string nodeName, TimeProvider time, ILoggerFactory loggers) =>
        Create(options, nodeName, new WatchTimings { Idle = TimeSpan.FromSeconds(options.IdleSeconds) }, time, loggers);

    internal static ClusterWatches Create(
        KubernetesOptions options, string nodeName, WatchTimings timings, TimeProvider time, ILoggerFactory loggers)
    {
        if (options.Scope == KubernetesScope.Off)
        {
            return new ClusterWatches(null, [], [], time);
        }

        if (options.Scope == KubernetesScope.Node && nodeName.Length == 0)
        {
            throw new KubernetesConfigurationException(
                "kubernetes.scope is node, but the name of this node is not known: set node.name, or NODE_NAME from spec.nodeName in the manifest");
        }

        var api = new KubernetesApi(AccessOf(options, time));
        var logger = loggers.CreateLogger("Windsock.Cluster");
        var watches = ImmutableArray.CreateBuilder<IClusterWatch>();
        var statistics = ImmutableArray.CreateBuilder<WatchStatistics>();
        Add(WatchedResources.Pods(options.Scope == KubernetesScope.Node ? nodeName : null));
        if (options.ServiceAccounts)
        {
            Add(WatchedResources.ServiceAccounts());
        }

        if (options.Namespaces)
        {
            Add(WatchedResources.Namespaces());
        }

        return new ClusterWatches(api, watches.ToImmutable(), statistics.ToImmutable(), time);

        void Add<T>(WatchedResource<T> resource)
        {
            var watch = new ClusterWatch<T>(resource, api, options, timings, time, logger);
            watches.Add(watch);
            statistics.Add(watch.Statistics);
        }
    }

    /// <exception cref="KubernetesConfigurationException">The API cannot be reached with these options.</exception>
    internal static ApiAccess AccessOf(KubernetesOptions options, TimeProvider time) => options.Kubeconfig.Length > 0
        ? KubeconfigAccess.Create(options.Kubeconfig, time)
        : InClusterAccess.Create(Environment.GetEnvironmentVariable, InClusterAccess.ServiceAccountFolder, time);
}
