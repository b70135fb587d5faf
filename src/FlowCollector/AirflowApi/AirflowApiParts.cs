using System.Collections.Immutable;
using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>What asks Airflow, for the data path. Dispose it after the pipeline has stopped.</summary>
public sealed class AirflowApiParts : IDisposable
{
    private readonly AirflowTransport? _transport;

    internal AirflowApiParts(AirflowApiSource? source, AirflowTransport? transport, IMetricSource metrics)
    {
        (_transport, Ended, Metrics) = (transport, source, metrics);
        Sources = source is null ? [] : [source];
    }

    /// <summary>Brings what Airflow says; none when it is not asked.</summary>
    public ImmutableArray<ITaskFactSource> Sources { get; }

    /// <summary>To be told of tries that have ended; null when Airflow is not asked.</summary>
    public IEndedTryObserver? Ended { get; }

    /// <summary>Without series when Airflow is not asked.</summary>
    public IMetricSource Metrics { get; }

    public void Dispose() => _transport?.Dispose();
}
