using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Keeps one kind of object of the cluster view known.</summary>
internal sealed class ClusterWatch<T> : IClusterWatch
{
    private readonly WatchedResource<T> _resource;
    private readonly ObjectWatch<T> _watch;

    public ClusterWatch(
        WatchedResource<T> resource, KubernetesApi api, KubernetesOptions options, WatchTimings timings, TimeProvider time, ILogger logger)
    {
        _resource = resource;
        var log = new WatchLog(logger, resource.Path.Name, api.CredentialOrigin);
        _watch = new ObjectWatch<T>(resource.Path, resource.Mapper, api, options, timings, time, log, new WatchStatistics(resource.Path.Name));
    }

    public string Name => _watch.Name;

    public WatchStatistics Statistics => _watch.Statistics;

    public Task RunAsync(ClusterWriter writer, CancellationToken stop) => _watch.RunAsync(new Sink(_resource, writer), stop);

    /// <summary>Tells changes as the resource words them.</summary>
    private sealed class Sink(WatchedResource<T> resource, ClusterWriter writer) : IWatchSink<T>
    {
        public ValueTask AppliedAsync(T state, Instant at) => writer.WriteAsync(resource.Applied(state, at));

        public ValueTask RemovedAsync(KnownObject gone, Instant at) => writer.WriteAsync(resource.Removed(gone, at));

        public ValueTask ListedAsync(RelistReason reason, Instant since, Instant at) =>
            resource.Synced is { } synced ? writer.WriteAsync(synced(at)) : ValueTask.CompletedTask;

        public void Passed()
        {
            // The cluster view keeps no account of what changes nothing.
        }

        public void Skipped(SkipReason reason)
        {
            // Counted in the watch's own statistics.
        }

        public void Refused() => writer.ReportRefused();
    }
}
