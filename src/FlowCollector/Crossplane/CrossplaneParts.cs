using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>What follows Crossplane, as the rest of the agent needs it. Dispose it after the source has ended.</summary>
public sealed class CrossplaneParts : IDisposable
{
    private readonly IDisposable? _api;

    internal CrossplaneParts(IPlatformSource? source, IMetricSource metrics, IDisposable? api)
    {
        Sources = source is null ? [] : [source];
        Metrics = metrics;
        _api = api;
    }

    /// <summary>One, or none when it is off.</summary>
    public ImmutableArray<IPlatformSource> Sources { get; }

    /// <summary>Without series when it is off.</summary>
    public IMetricSource Metrics { get; }

    public void Dispose() => _api?.Dispose();
}
