using System.Collections.Immutable;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane.Discovery;
using Windsock.FlowCollector.Crossplane.Reading;
using Windsock.Model.Platform;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Crossplane.Watching;

/// <summary>The watch of one type while the source runs.</summary>
internal sealed class CrossplaneWatch(CrossplaneType type, ObjectWatch<CrossplaneObject> watch)
{
    private CancellationTokenSource? _stop;
    private Task _run = Task.CompletedTask;

    public CrossplaneType Type => type;

    public WatchStatistics Statistics => watch.Statistics;

    public bool IsRunning => _stop is not null;

    /// <param name="broken">Told when the watch ends in a way nobody foresaw.</param>
    public void Start(CrossplaneSink sink, Action<Exception> broken, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _run = RunAsync(sink, broken, _stop.Token);
    }

    /// <summary>Ends it; what it knows stays known.</summary>
    public async Task StopAsync()
    {
        if (_stop is null)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stop.Dispose();
        _stop = null;
    }

    /// <summary>The type is gone, and all of its objects with it. Only after the watch has ended.</summary>
    public ImmutableArray<PlatformEvent> Forget(Model.Flows.Instant at) =>
        [.. Statistics.Known.Clear().Select(gone => new ResourceGone(CrossplaneSink.NameOf(type, gone), gone.Uid, at))];

    private async Task RunAsync(CrossplaneSink sink, Action<Exception> broken, CancellationToken stop)
    {
        try
        {
            await watch.RunAsync(sink, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The queue was given up while it was written to.
        }
#pragma warning disable CA1031 // Handed to the source, which fails with it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            broken(failure);
        }
    }
}
