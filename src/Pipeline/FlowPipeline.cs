using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Sources;
using Windsock.Pipeline.Stages;
using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline;

/// <summary>The running data path. Starts from the sinks to the sources and stops from the sources to the sinks: sources stop
/// reading, queues drain, and what the shutdown budget does not allow to drain is counted and logged once.</summary>
public sealed partial class FlowPipeline : IHostedService, IDisposable
{
    /// <summary>For the stages to write down what they could not bring out: a file or two.</summary>
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(1);

    private readonly PipelineOptions _options;
    private readonly IReadOnlyList<IFlowSource> _sources;
    private readonly IReadOnlyList<ICallSource> _callSources;
    private readonly IReadOnlyList<IPlatformSource> _platformSources;
    private readonly IReadOnlyList<IClusterWatch> _watches;
    private readonly IReadOnlyList<IClusterObserver> _observers;
    private readonly IReadOnlyList<IStage> _deliverers;
    private readonly IReadOnlyList<IStage> _keepers;
    private readonly BoundedQueue<FlowBatch> _batches;
    private readonly BoundedQueue<CallBatch> _calls;
    private readonly BoundedQueue<PlatformBatch> _platform;
    private readonly BoundedQueue<ClusterChange> _changes;
    private readonly AttributeStage _attributeStage;
    private readonly TaskFactStage _facts;
    private readonly ClusterSyncGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private Task _sourcesEnded = Task.CompletedTask;
    private Task _watchesEnded = Task.CompletedTask;
    private Task _drained = Task.CompletedTask;
    private Task _delivered = Task.CompletedTask;
    private Task _kept = Task.CompletedTask;

    internal FlowPipeline(
        PipelineOptions options,
        IReadOnlyList<IFlowSource> sources,
        IReadOnlyList<ICallSource> callSources,
        IReadOnlyList<IPlatformSource> platformSources,
        IReadOnlyList<IClusterWatch> watches,
        IReadOnlyList<IClusterObserver> observers,
        IReadOnlyList<ITaskFactSource> facts,
        IFlowAttributor attributor,
        IActionAttributor? actions,
        IReadOnlyList<IFlowConsumer> consumers,
        IReadOnlyList<IStage> deliverers,
        IReadOnlyList<IStage> keepers,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        (_options, _sources, _callSources, _watches, _observers, _time) = (options, sources, callSources, watches, observers, time);
        (_platformSources, _deliverers, _keepers) = (platformSources, deliverers, keepers);
        _logger = loggers.CreateLogger("Windsock.Pipeline");
        _batches = new BoundedQueue<FlowBatch>("attribute", options.SourceQueueCapacity, singleWriter: sources.Count == 1);
        // Receivers have proxies to answer: they lend their threads to nobody.
        _calls = new BoundedQueue<CallBatch>("calls", options.CallQueueCapacity, singleWriter: false, lendsWriter: false);
        _platform = new BoundedQueue<PlatformBatch>("platform", options.PlatformQueueCapacity, singleWriter: false, lendsWriter: false);
        _changes = new BoundedQueue<ClusterChange>("cluster", options.ClusterQueueCapacity, singleWriter: false);
        _gate = new ClusterSyncGate(watches.Any(watch => watch.Name == "pods"));
        Consumers = [.. consumers.Select(consumer => new ConsumerStage(consumer, options.ConsumerQueueCapacity, time, _logger))];
        Sinks = [.. deliverers.OfType<ISinkStage>()];
        Ledgers = [.. sources.Select(source => new SourceLedger(source.Name))];
        CallLedgers = [.. callSources.Select(source => new CallLedger(source.Name))];
        PlatformLedgers = [.. platformSources.Select(source => new PlatformLedger(source.Name))];
        var fanOut = new FanOut(Consumers);
        _facts = new TaskFactStage([.. facts, new SourceStates(Ledgers, time)], fanOut, time, _logger);
        _attributeStage = new AttributeStage(
            new BatchAttribution(_gate.Watching(attributor), Attribution, options.WaitRoom),
            new CallAttribution(attributor, CallAttribution),
            new PlatformAttribution(actions, ActionAttribution),
            _batches,
            _calls,
            _platform,
            _changes,
            fanOut,
            time,
            _facts.StopAsync);
    }

    /// <summary>The books of each source, in the order they were added.</summary>
    public ImmutableArray<SourceLedger> Ledgers { get; }

    /// <summary>The books of each source of calls, in the order they were added.</summary>
    public ImmutableArray<CallLedger> CallLedgers { get; }

    /// <summary>The books of each source of the platform, in the order they were added.</summary>
    public ImmutableArray<PlatformLedger> PlatformLedgers { get; }

    public ImmutableArray<ConsumerStage> Consumers { get; }

    public ImmutableArray<ISinkStage> Sinks { get; }

    public AttributionCounts Attribution { get; } = new();

    public CallAttributionCounts CallAttribution { get; } = new();

    public ActionAttributionCounts ActionAttribution { get; } = new();

    /// <summary>Events of the platform that an aborted shutdown left in front of attribution.</summary>
    public long AbandonedPlatformEvents => _platform.Abandoned;

    /// <summary>Calls that an aborted shutdown left in front of attribution.</summary>
    public long AbandonedCalls => _calls.Abandoned;

    /// <summary>Time spent on attributing flows and calls.</summary>
    public TimeSpan Attributing => _attributeStage.Busy;

    /// <summary>A first complete list of pods has been taken in, or no pods are watched.</summary>
    public bool IsClusterSynced => _gate.IsOpen;

    /// <summary>Completes when every source has ended by itself and everything they brought went through.</summary>
    public Task Completion => _drained;

    /// <summary>The pipeline's own numbers, for the exporter.</summary>
    public PipelineMetrics Metrics => new(this, _batches, _changes, _callSources.Count == 0 ? null : _calls, _platformSources.Count == 0 ? null : _platform);

    /// <summary>The books of calls, for the exporter.</summary>
    public CallMetrics CallMetrics => new(this);

    /// <summary>The books of the platform's events, for the exporter.</summary>
    public PlatformSourceMetrics PlatformMetrics => new(this);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _kept = Run(_keepers);
        _delivered = Run(_deliverers);
        var consumers = Consumers.Select(consumer => Task.Run(consumer.RunAsync, CancellationToken.None));
        var attribution = Task.Run(_attributeStage.RunAsync, CancellationToken.None);
        _drained = Task.WhenAll([.. consumers, attribution]);
        _facts.Start();
        _watchesEnded = Task.WhenAll(_watches.Select(watch => Task.Run(() => WatchAsync(watch), CancellationToken.None)));
        _sourcesEnded = Task.Run(ReadSourcesAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        var everything = Task.WhenAll(_sourcesEnded, _watchesEnded, DrainAsync());
        try
        {
            await everything.WaitAsync(_options.ShutdownBudget, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            Abort();
            await Task.WhenAny(Task.WhenAll(_delivered, _kept), Task.Delay(AbortGrace, _time, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _facts.Dispose();
        foreach (var stage in _deliverers.Concat(_keepers))
        {
            stage.Dispose();
        }
    }

    private static Task Run(IEnumerable<IStage> stages) =>
        Task.WhenAll(stages.Select(stage => Task.Run(stage.RunAsync, CancellationToken.None)).ToArray());

    private async Task DrainAsync()
    {
        await _drained.ConfigureAwait(false);
        Complete(_deliverers);
        await _delivered.ConfigureAwait(false);
        Complete(_keepers);
        await _kept.ConfigureAwait(false);
    }

    private static void Complete(IEnumerable<IStage> stages)
    {
        foreach (var stage in stages)
        {
            stage.Complete();
        }
    }

    private void Abort()
    {
        _batches.Abort();
        _calls.Abort();
        _platform.Abort();
        _changes.Abort();
        _facts.Abort();
        foreach (var consumer in Consumers)
        {
            consumer.Abort();
        }

        foreach (var stage in _deliverers.Concat(_keepers))
        {
            stage.Abort();
        }

        var lost = _batches.Abandoned + Consumers.Sum(consumer => consumer.Abandoned);
        var lostCalls = _calls.Abandoned + Consumers.Sum(consumer => consumer.Calls.Abandoned);
        LogAborted(_logger, _options.ShutdownBudget.TotalSeconds, lost, lostCalls, _platform.Abandoned + Consumers.Sum(consumer => consumer.PlatformEvents.Abandoned));
    }

    private async Task ReadSourcesAsync()
    {
        await _gate.WaitAsync(_options.ClusterSyncWait, _time, _stop.Token).ConfigureAwait(false);
        var flows = Task.WhenAll(_sources.Select((source, i) => Task.Run(() => ReadAsync(source, Ledgers[i]), CancellationToken.None)));
        var calls = Task.WhenAll(_callSources.Select((source, i) => Task.Run(() => ListenAsync(source, CallLedgers[i]), CancellationToken.None)));
        var platform = Task.WhenAll(_platformSources.Select((source, i) => Task.Run(() => FollowAsync(source, PlatformLedgers[i]), CancellationToken.None)));
        await Task.WhenAll(CompleteAfterAsync(flows, _batches.Complete), CompleteAfterAsync(calls, _calls.Complete), CompleteAfterAsync(platform, _platform.Complete)).ConfigureAwait(false);
    }

    private static async Task CompleteAfterAsync(Task sources, Action complete)
    {
        await sources.ConfigureAwait(false);
        complete();
    }

    private Task ListenAsync(ICallSource source, CallLedger ledger)
    {
        var writer = new CallWriter(_calls, ledger, _logger);
        var supervisor = new Supervisor(source.Name, Backoff.Standard(Random.Shared), _time, _logger);
        writer.Up += supervisor.Recovered;
        return supervisor.RunAsync(stop => source.RunAsync(writer, stop), _ => writer.ReportFailure(), _stop.Token);
    }

    private Task FollowAsync(IPlatformSource source, PlatformLedger ledger)
    {
        var writer = new PlatformWriter(_platform, ledger);
        var supervisor = new Supervisor(source.Name, Backoff.Standard(Random.Shared), _time, _logger);
        writer.Up += supervisor.Recovered;
        return supervisor.RunAsync(stop => source.RunAsync(writer, stop), _ => writer.ReportFailure(), _stop.Token);
    }

    private Task ReadAsync(IFlowSource source, SourceLedger ledger)
    {
        var writer = new FlowWriter(_batches, _changes, ledger, _time);
        var supervisor = new Supervisor(source.Name, Backoff.Standard(Random.Shared), _time, _logger);
        writer.Up += supervisor.Recovered;
        return supervisor.RunAsync(stop => source.RunAsync(writer, stop), writer.ReportFailure, _stop.Token);
    }

    private Task WatchAsync(IClusterWatch watch)
    {
        var writer = new ClusterWriter(_changes, refused: watch.Name == "pods" ? _gate.GiveUp : null, _observers);
        var supervisor = new Supervisor(watch.Name, Backoff.Standard(Random.Shared), _time, _logger);
        return supervisor.RunAsync(stop => watch.RunAsync(writer, stop), static _ => { }, _stop.Token);
    }

    [LoggerMessage(2021, LogLevel.Error, "Stopping took longer than the budget of {Seconds:F0} s: {Flows} flows, {Calls} calls and {Events} events of the platform were dropped. Raise node.shutdownBudget, and terminationGracePeriodSeconds with it.")]
    private static partial void LogAborted(ILogger logger, double seconds, long flows, long calls, long events);
}
