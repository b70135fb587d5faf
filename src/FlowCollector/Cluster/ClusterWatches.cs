using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Cluster;

/// <summary>The watches of one agent and what they share. Dispose it after the last of them has ended.</summary>
public sealed class ClusterWatches : IDisposable
{
    private readonly KubernetesApi? _api;

    internal ClusterWatches(KubernetesApi? api, ImmutableArray<IClusterWatch> watches, IMetricSource metrics)
    {
        _api = api;
        Watches = watches;
        Metrics = metrics;
    }

    /// <summary>Each runs by itself; none when the scope is off.</summary>
    public ImmutableArray<IClusterWatch> Watches { get; }

    /// <summary>Without series when the scope is off.</summary>
    public IMetricSource Metrics { get; }

    public void Dispose() => _api?.Dispose();
}
