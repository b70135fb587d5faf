using Microsoft.Extensions.Logging;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline;

/// <summary>Puts a data path together in the order in which flows take it: read, watch, attribute, fan out, learn more.</summary>
public sealed class FlowPipelineBuilder(PipelineOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private readonly List<IFlowSource> _sources = [];
    private readonly List<ICallSource> _callSources = [];
    private readonly List<IPlatformSource> _platformSources = [];
    private readonly List<IClusterWatch> _watches = [];
    private readonly List<IClusterObserver> _observers = [];
    private readonly List<IFlowConsumer> _consumers = [];
    private readonly List<ITaskFactSource> _facts = [];
    private readonly List<IStage> _sinks = [];
    private readonly List<IStage> _keepers = [];
    private IFlowAttributor? _attributor;
    private IActionAttributor? _actions;

    public FlowPipelineBuilder ReadFrom(params ReadOnlySpan<IFlowSource> sources)
    {
        _sources.AddRange(sources);
        return this;
    }

    /// <summary>Servers that proxies of a mesh send calls to, and who asks those proxies; they stop before the queue of calls drains.</summary>
    public FlowPipelineBuilder ListenTo(params ReadOnlySpan<ICallSource> sources)
    {
        _callSources.AddRange(sources);
        return this;
    }

    /// <summary>What tells what is asked of the platform, and how it stands.</summary>
    public FlowPipelineBuilder FollowPlatformBy(params ReadOnlySpan<IPlatformSource> sources)
    {
        _platformSources.AddRange(sources);
        return this;
    }

    public FlowPipelineBuilder KeepInView(IEnumerable<IClusterWatch> watches)
    {
        _watches.AddRange(watches);
        return this;
    }

    /// <summary>What the watches bring is shown to these too.</summary>
    public FlowPipelineBuilder ShowViewTo(params ReadOnlySpan<IClusterObserver> observers)
    {
        _observers.AddRange(observers);
        return this;
    }

    /// <param name="actions">Says whose the actions of the platform are; null: nobody's.</param>
    public FlowPipelineBuilder AttributeWith(IFlowAttributor attributor, IActionAttributor? actions = null)
    {
        _attributor = attributor;
        _actions = actions;
        return this;
    }

    public FlowPipelineBuilder FanOutTo(params ReadOnlySpan<IFlowConsumer> consumers)
    {
        _consumers.AddRange(consumers);
        return this;
    }

    /// <summary>What these learn goes to the consumers that mind tasks; they end before those do.</summary>
    public FlowPipelineBuilder LearnFrom(params ReadOnlySpan<ITaskFactSource> sources)
    {
        _facts.AddRange(sources);
        return this;
    }

    /// <summary>Sinks, and what delivers to sinks, outlive everything that may offer them something.</summary>
    public FlowPipelineBuilder DeliverTo(IEnumerable<IStage> sinks)
    {
        _sinks.AddRange(sinks);
        return this;
    }

    /// <summary>Who writes down what must survive a restart outlives everything else.</summary>
    public FlowPipelineBuilder KeepStateIn(params ReadOnlySpan<IStage> keepers)
    {
        _keepers.AddRange(keepers);
        return this;
    }

    /// <exception cref="InvalidOperationException">No attributor, no consumer, or two of one name.</exception>
    public FlowPipeline Build()
    {
        if (_attributor is null || _consumers.Count == 0)
        {
            throw new InvalidOperationException("A data path needs an attributor and at least one consumer.");
        }

        var names = _sources.Select(source => source.Name).Concat(_callSources.Select(source => source.Name)).Concat(_platformSources.Select(source => source.Name)).Concat(_watches.Select(watch => watch.Name)).Concat(_consumers.Select(consumer => consumer.Name))
            .Concat(_facts.Select(source => source.Name)).Concat(_sinks.Select(sink => sink.Name)).Concat(_keepers.Select(keeper => keeper.Name));
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two parts of the data path are called '{twice.Key}': their metrics would be mixed up.");
        }

        return new FlowPipeline(options, _sources, _callSources, _platformSources, _watches, _observers, _facts, _attributor, _actions, _consumers, _sinks, _keepers, time, loggers);
    }
}
