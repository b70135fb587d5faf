using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Cluster;

/// <summary>The watches of one agent and what they share. Dispose it after the last of them has ended.</summary>
public sealed class ClusterWatches : IDisposable
{
    private readonly KubernetesApi? _api;
    private readonly ImmutableArray<WatchStatistics> _statistics;

    internal ClusterWatches(KubernetesApi? api, ImmutableArray<IClusterWatch> watches, ImmutableArray<WatchStatistics> statistics, TimeProvider time)
    {
        Writer = api is null ? null : new KubernetesWriter(api, time);
        _api = api;
        _statistics = statistics;
        Watches = watches;
        Metrics = new ClusterMetrics(statistics);
    }

    /// <summary>Each runs by itself; none when the scope is off.</summary>
    public ImmutableArray<IClusterWatch> Watches { get; }

    /// <summary>Writes to the same API server; null when the scope is off.</summary>
    public IKubernetesWriter? Writer { get; }

    /// <summary>Without series when the scope is off.</summary>
    public IMetricSource Metrics { get; }

    /// <summary>The watch of pods was refused for want of rights and has not come up since.</summary>
    public bool ArePodsForbidden =>
        _statistics.FirstOrDefault(watch => watch.Resource == "pods") is { IsUp: false } pods
        && pods.Errors(WatchError.Forbidden) + pods.Errors(WatchError.Unauthorized) > 0;

    /// <summary>How many objects of a watched resource (<c>pods</c>, <c>serviceaccounts</c>, <c>namespaces</c>) are known now.</summary>
    public int ObjectsOf(string resource) => _statistics.FirstOrDefault(watch => watch.Resource == resource)?.Known.Count ?? 0;

    public void Dispose() => _api?.Dispose();
}
