using Microsoft.Extensions.Logging;
using Windsock.Model.Identity;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Sources;

namespace Windsock.Pipeline;

/// <summary>Puts a data path together in the order in which flows take it: read, watch, attribute, fan out.</summary>
public sealed class FlowPipelineBuilder(PipelineOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private readonly List<IFlowSource> _sources = [];
    private readonly List<IClusterWatch> _watches = [];
    private readonly List<IFlowConsumer> _consumers = [];
    private readonly List<ISinkStage> _sinks = [];
    private IFlowAttributor? _attributor;

    public FlowPipelineBuilder ReadFrom(IFlowSource source)
    {
        _sources.Add(source);
        return this;
    }

    public FlowPipelineBuilder KeepInView(IEnumerable<IClusterWatch> watches)
    {
        _watches.AddRange(watches);
        return this;
    }

    public FlowPipelineBuilder AttributeWith(IFlowAttributor attributor)
    {
        _attributor = attributor;
        return this;
    }

    public FlowPipelineBuilder FanOutTo(params ReadOnlySpan<IFlowConsumer> consumers)
    {
        _consumers.AddRange(consumers);
        return this;
    }

    /// <summary>Sinks outlive everything that may offer them something.</summary>
    public FlowPipelineBuilder DeliverTo(IEnumerable<ISinkStage> sinks)
    {
        _sinks.AddRange(sinks);
        return this;
    }

    /// <exception cref="InvalidOperationException">No attributor, no consumer, or two of one name.</exception>
    public FlowPipeline Build()
    {
        if (_attributor is null || _consumers.Count == 0)
        {
            throw new InvalidOperationException("A data path needs an attributor and at least one consumer.");
        }

        var names = _sources.Select(source => source.Name).Concat(_watches.Select(watch => watch.Name)).Concat(_consumers.Select(consumer => consumer.Name))
            .Concat(_sinks.Select(sink => sink.Name));
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two parts of the data path are called '{twice.Key}': their metrics would be mixed up.");
        }

        return new FlowPipeline(options, _sources, _watches, _attributor, _consumers, _sinks, time, loggers);
    }
}
