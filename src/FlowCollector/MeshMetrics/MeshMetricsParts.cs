using System.Collections.Immutable;
using Windsock.FlowCollector.MeshMetrics.Scraping;
using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>What looks at the mesh's proxies, for the data path. Dispose it after the pipeline has stopped.</summary>
public sealed class MeshMetricsParts : IDisposable
{
    private readonly ProxyPages? _pages;

    internal MeshMetricsParts(MeshMetricsSource? source, MeshPods? pods, ProxyPages? pages, IMetricSource metrics)
    {
        (_pages, Metrics) = (pages, metrics);
        Sources = source is null ? [] : [source];
        Observers = pods is null ? [] : [pods];
    }

    /// <summary>None when it is off; so are <see cref="Observers"/>.</summary>
    public ImmutableArray<ICallSource> Sources { get; }

    /// <summary>To be shown the cluster view.</summary>
    public ImmutableArray<IClusterObserver> Observers { get; }

    /// <summary>Without series when it is off.</summary>
    public IMetricSource Metrics { get; }

    public void Dispose() => _pages?.Dispose();
}
