using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Supervision;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>Builds the sink of Kubernetes Events from its options.</summary>
public static partial class KubernetesEventsRegistration
{
    /// <summary>Failed tries that may wait for the API server.</summary>
    private const int QueueCapacity = 256;

    /// <param name="writer">Null: there is no cluster to write to.</param>
    /// <returns>Neither observer nor stage when it is switched off; its metrics are at zero then.</returns>
    public static (ImmutableArray<ITryObserver> Observers, ImmutableArray<ISinkStage> Stages, ImmutableArray<IMetricSource> Metrics) Create(
        KubernetesEventsOptions options, IKubernetesWriter? writer, TimeProvider time, ILoggerFactory loggers)
    {
        var withheld = new WithheldEvents();
        var logger = loggers.CreateLogger("Windsock.KubernetesEvents");
        if (!options.Enabled || writer is null)
        {
            if (options.Enabled)
            {
                LogNoCluster(logger);
            }

            return ([], [], [withheld]);
        }

        var stage = new SinkStage<TryStory>(
            new KubernetesEventsSink(writer, time), QueueCapacity, () => Backoff.Standard(Random.Shared), time, logger);
        return ([new EventfulTries(options, stage, withheld, time)], [stage], [withheld]);
    }

    [LoggerMessage(6400, LogLevel.Warning, "alerts.kubernetesEvents.enabled is true, but kubernetes.scope is off: there is no API server to write events to")]
    private static partial void LogNoCluster(ILogger logger);
}
