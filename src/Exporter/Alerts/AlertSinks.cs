using System.Collections.Immutable;
using Windsock.Model.Alerts;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts;

/// <summary>The sinks of alerts that are switched on. Dispose it after the pipeline has stopped.</summary>
public sealed class AlertSinks : IDisposable
{
    private readonly ImmutableArray<IDisposable> _clients;

    internal AlertSinks(ImmutableArray<IAlertSink> sinks, ImmutableArray<ISinkStage> stages, ImmutableArray<IAlertObserver> restored, ImmutableArray<IMetricSource> metrics, ImmutableArray<IDisposable> clients) =>
        (Sinks, Stages, Restored, Metrics, _clients) = (sinks, stages, restored, metrics, clients);

    /// <summary>Each makes one attempt; queue, retries and books are the caller's.</summary>
    public ImmutableArray<IAlertSink> Sinks { get; }

    /// <summary>What has to run beside them: says again to Alertmanager what fires, which forgets it otherwise.</summary>
    public ImmutableArray<ISinkStage> Stages { get; }

    /// <summary>To be told, once at start and before the stages run, which alerts were firing when the agent stopped. Nothing is sent
    /// then: what is said again at the next turn of <see cref="Stages"/> is.</summary>
    public ImmutableArray<IAlertObserver> Restored { get; }

    /// <summary>Also while everything is switched off: without series then.</summary>
    public ImmutableArray<IMetricSource> Metrics { get; }

    public void Dispose()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }
}
