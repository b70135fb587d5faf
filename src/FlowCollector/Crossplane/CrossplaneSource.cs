using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Watching;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Crossplane;

/// <summary>Follows Crossplane: looks for its types, watches claims and composites, and the managed types that composites are made of; looks
/// again when a definition of a type has changed.</summary>
internal sealed class CrossplaneSource : IPlatformSource
{
    public const string SourceName = "crossplane";

    /// <summary>A provider brings a hundred definitions in a row; they are looked at together. Also about the time that it takes an API server
    /// to serve a type whose definition is new.</summary>
    internal static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    private readonly CrossplaneOptions _options;
    private readonly CrossplaneWatches _watches;
    private readonly CrossplaneLog _log;
    private readonly TimeProvider _time;
    private readonly TypeDiscovery _discovery;
    private readonly ObjectWatch<string> _definitions;
    private readonly RetryDelay _delay;
    private readonly ChangeSignal _changed = new();
    private readonly ChangeSignal _overflow = new();
    private Instant _overflowToldAt;

    public CrossplaneSource(
        CrossplaneOptions options, KubernetesOptions kubernetes, WatchTimings timings, KubernetesApi api, CrossplaneWatches watches, CrossplaneLog log,
        TimeProvider time)
    {
        const string Definitions = "customresourcedefinitions";
        _options = options;
        _watches = watches;
        _log = log;
        _time = time;
        _discovery = new TypeDiscovery(api, timings, time);
        _delay = new RetryDelay(timings, time);
        _definitions = new ObjectWatch<string>(
            new ResourcePath(Definitions, $"apis/apiextensions.k8s.io/v1/{Definitions}", "", IsMetadataOnly: true),
            new MetadataMapper<string>([], false, metadata => metadata.Name),
            api,
            kubernetes,
            timings,
            time,
            log.Of(Definitions),
            new WatchStatistics(Definitions, watches.Counts));
    }

    public string Name => SourceName;

    public async Task RunAsync(PlatformWriter writer, CancellationToken stop)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var definitions = FollowDefinitionsAsync(failure => broken.TrySetException(failure), run.Token);
        try
        {
            while (true)
            {
                var pause = await LookAsync(writer, failure => broken.TrySetException(failure), run.Token).ConfigureAwait(false);
                await RestAsync(pause, writer, failure => broken.TrySetException(failure), broken.Task, run.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop; everything that was read has been handed over.
        }
        finally
        {
            await run.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([definitions, .. _watches.All.Select(watch => watch.StopAsync())]).ConfigureAwait(false);
        }
    }

    private async Task FollowDefinitionsAsync(Action<Exception> broken, CancellationToken stop)
    {
        try
        {
            await _definitions.RunAsync(new DefinitionSink(_changed), stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Handed to the source, which fails with it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            broken(failure);
        }
    }

    /// <returns>How long to rest before the next look, if nothing happens.</returns>
    private async Task<TimeSpan> LookAsync(PlatformWriter writer, Action<Exception> broken, CancellationToken stop)
    {
        _changed.Clear();
        try
        {
            var found = await _discovery.LookAsync(stop).ConfigureAwait(false);
            await TakeAsync(found, writer, stop).ConfigureAwait(false);
            StartMissing(writer, broken, stop);
            writer.ReportUp(true);
            _delay.Reset();
            return _options.DiscoverEvery;
        }
        catch (ApiException failure)
        {
            _log.DiscoveryFailed(failure.Message);
            writer.ReportUp(false);
            return _delay.Next();
        }
    }

    private async Task TakeAsync(DiscoveredTypes found, PlatformWriter writer, CancellationToken stop)
    {
        // Of a part of the API that did not answer, what was there before is still thought to be there.
        var before = _watches.Types;
        _watches.Types = found.IsComplete ? found.Types : [.. found.Types, .. before.Where(type => !found.Types.Any(other => other.FullName == type.FullName))];
        var now = Now();
        await WriteAsync([.. found.Types.Except(before).Select(type => new ResourceTypeSeen(type.Group, type.Resource, type.Kind, type.Role, now))], now, writer).ConfigureAwait(false);
        foreach (var outdated in _watches.Outdated())
        {
            await outdated.StopAsync().WaitAsync(stop).ConfigureAwait(false);
            if (!_watches.Has(outdated.Type))
            {
                await WriteAsync(outdated.Forget(now), now, writer).ConfigureAwait(false);
                _watches.Remove(outdated);
                _log.Forget(outdated.Type.FullName);
            }
        }
    }

    private void StartMissing(PlatformWriter writer, Action<Exception> broken, CancellationToken stop)
    {
        _watches.Parts.More.Clear();
        foreach (var watch in _watches.AddMissing())
        {
            watch.Start(new CrossplaneSink(watch.Type, watch.Statistics, writer, _watches.Parts, _overflow), broken, stop);
        }

        var types = _watches.Types;
        _log.Discovered(Count(ResourceRole.Claim), Count(ResourceRole.Composite), Count(ResourceRole.Managed), _watches.All.Count, _watches.LeftOut);

        int Count(ResourceRole role) => types.Count(type => type.Role == role);
    }

    /// <summary>Rests until it is time to look again: the pause is over, or definitions have changed and no longer do.</summary>
    private async Task RestAsync(TimeSpan pause, PlatformWriter writer, Action<Exception> broken, Task failed, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var over = Task.Delay(pause, _time, enough.Token);
        try
        {
            while (true)
            {
                var happened = await Task.WhenAny(failed, over, _changed.Raised, _watches.Parts.More.Raised, _overflow.Raised).ConfigureAwait(false);
                if (happened == over || happened == failed)
                {
                    await happened.ConfigureAwait(false);
                    return;
                }

                if (_changed.Raised.IsCompleted)
                {
                    await Task.Delay(Settle, _time, stop).ConfigureAwait(false);
                    return;
                }

                await TellOverflowAsync(writer).ConfigureAwait(false);
                StartMissing(writer, broken, stop);
            }
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task TellOverflowAsync(PlatformWriter writer)
    {
        if (!_overflow.Raised.IsCompleted)
        {
            return;
        }

        _overflow.Clear();
        _log.TooManyObjects(_options.MaxObjects);
        var now = Now();
        if (_overflowToldAt.IsMissing || now.Since(_overflowToldAt) >= _options.DiscoverEvery)
        {
            _overflowToldAt = now;
            await WriteAsync([new PlatformGap(SourceName, "lost", Instant.Missing, now)], now, writer).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(ImmutableArray<PlatformEvent> events, Instant at, PlatformWriter writer)
    {
        foreach (var chunk in events.Chunk(PlatformBatch.MaxCount))
        {
            await writer.WriteAsync(new PlatformBatch([.. chunk], SourceName, at)).ConfigureAwait(false);
        }
    }

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
