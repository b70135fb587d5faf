using System.Collections.Immutable;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Stages;

namespace Windsock.Exporter.FlowLog;

/// <summary>The flow log in the pipeline. Dispose it after the pipeline has stopped.</summary>
public sealed class FlowLogParts : IDisposable
{
    private readonly IDisposable? _output;

    internal FlowLogParts(ImmutableArray<IFlowConsumer> consumers, ImmutableArray<IStage> stages, IMetricSource metrics, IDisposable? output) =>
        (Consumers, Stages, Metrics, _output) = (consumers, stages, metrics, output);

    public ImmutableArray<IFlowConsumer> Consumers { get; }

    public ImmutableArray<IStage> Stages { get; }

    public IMetricSource Metrics { get; }

    public void Dispose() => _output?.Dispose();
}
