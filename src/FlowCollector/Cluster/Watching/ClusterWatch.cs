using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Keeps one kind of object known: a list, then a watch from the version of the list, and so on for the life of the agent.
/// What it tells is a sequence of changes without gaps: a new list is told as the difference to what was told before.</summary>
internal sealed class ClusterWatch<T> : IClusterWatch
{
    /// <summary>No cluster has this many pages; a server that always promises one more page has.</summary>
    private const int MaxPages = 20_000;

    private readonly WatchedResource<T> _resource;
    private readonly KubernetesApi _api;
    private readonly WatchTimings _timings;
    private readonly TimeProvider _time;
    private readonly WatchRecovery _recovery;
    private readonly WatchLog _log;
    private readonly int _pageSize;
    private readonly int _maxObjectBytes;
    private string _version = "";
    private bool _hasRun;

    public ClusterWatch(
        WatchedResource<T> resource, KubernetesApi api, KubernetesOptions options, WatchTimings timings, TimeProvider time, ILogger logger)
    {
        _resource = resource;
        _api = api;
        _timings = timings;
        _time = time;
        _recovery = new WatchRecovery(timings, time);
        _log = new WatchLog(logger, resource.Path.Name, api.CredentialOrigin);
        _pageSize = options.PageSize;
        _maxObjectBytes = options.MaxObjectBytes;
        Statistics = new WatchStatistics(resource.Path.Name);
    }

    public string Name => _resource.Path.Name;

    public WatchStatistics Statistics { get; }

    public async Task RunAsync(ClusterWriter writer, CancellationToken stop)
    {
        var step = _hasRun
            ? new NextStep(TimeSpan.Zero, RelistReason.Restart, ListFrom.NotOlderThanKnown)
            : new NextStep(TimeSpan.Zero, RelistReason.Start, ListFrom.AnyCached);
        _hasRun = true;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                step = await RunStepAsync(step, writer, stop).ConfigureAwait(false);
                await Task.Delay(step.Delay, _time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop; everything that was read has been handed over.
        }
        finally
        {
            Statistics.IsUp = false;
        }
    }

    private async Task<NextStep> RunStepAsync(NextStep step, ClusterWriter writer, CancellationToken stop)
    {
        if (step.Relist is { } reason)
        {
            try
            {
                await ListAsync(step.From, writer, stop).ConfigureAwait(false);
                Statistics.Count(reason);
            }
            catch (ApiException failure)
            {
                Failed(failure, "list");
                if (failure.Error is WatchError.Forbidden or WatchError.Unauthorized)
                {
                    writer.ReportRefused();
                }

                return _recovery.AfterList(failure, reason, step.From);
            }
        }

        try
        {
            await WatchAsync(writer, stop).ConfigureAwait(false);
            return default;
        }
        catch (ApiException failure)
        {
            Failed(failure, "watch");
            return _recovery.AfterWatch(failure);
        }
    }

    private void Failed(ApiException failure, string verb)
    {
        Statistics.IsUp = false;
        Statistics.Count(failure.Error);
        _log.Failed(failure.Error, verb, failure.Message);
        if (failure.Error == WatchError.Idle)
        {
            _api.Renew();
        }
    }

    private async Task ListAsync(ListFrom from, ClusterWriter writer, CancellationToken stop)
    {
        Statistics.Known.BeginList();
        var (page, next) = (0, "");
        do
        {
            if (++page > MaxPages)
            {
                throw new ApiException(WatchError.Unreadable, $"list {Name}: no end after {MaxPages} pages");
            }

            var envelope = await ListPageAsync(_resource.Path.ListPage(from, _version, _pageSize, next), writer, stop).ConfigureAwait(false);
            if (envelope.ResourceVersion.Length == 0)
            {
                throw new ApiException(WatchError.Unreadable, $"list {Name}: the answer is no list with a resourceVersion");
            }

            next = envelope.Continue;
            _version = next.Length == 0 ? envelope.ResourceVersion : _version;
        }
        while (next.Length > 0);

        var now = Now();
        foreach (var gone in Statistics.Known.EndList())
        {
            await writer.WriteAsync(_resource.Removed(gone, now)).ConfigureAwait(false);
        }

        if (_resource.Synced is { } synced)
        {
            await writer.WriteAsync(synced(now)).ConfigureAwait(false);
        }
    }

    private async Task<ListEnvelope> ListPageAsync(string path, ClusterWriter writer, CancellationToken stop)
    {
        using var deadline = new IdleDeadline(_timings.Idle, _time, stop);
        using var list = await OpenRequest.SendAsync(
            _api, path, _resource.Path.ListAccept, $"list {Name}", SplitShape.List, _maxObjectBytes, deadline, stop).ConfigureAwait(false);
        while (await list.ReadAsync().ConfigureAwait(false) is var step && step != StreamStep.End)
        {
            if (step == StreamStep.Oversized)
            {
                Statistics.Count(SkipReason.Oversized);
            }
            else if (_resource.Mapper.Map(list.Objects.Current) is { } item)
            {
                await ApplyAsync(item, writer).ConfigureAwait(false);
            }
            else
            {
                Statistics.Count(SkipReason.Malformed);
            }
        }

        return ListEnvelope.Read(list.Objects.Envelope) ?? throw new ApiException(WatchError.Unreadable, $"list {Name}: the answer is not JSON");
    }

    private async Task WatchAsync(ClusterWriter writer, CancellationToken stop)
    {
        var (startedAt, startVersion) = (_time.GetTimestamp(), _version);
        using var deadline = new IdleDeadline(_timings.Idle, _time, stop);
        using var watch = await OpenRequest.SendAsync(
            _api, _resource.Path.Watch(_version, _timings.NextWatch()), _resource.Path.WatchAccept, $"watch {Name}", SplitShape.Sequence,
            _maxObjectBytes + 1024, deadline, stop).ConfigureAwait(false);
        Statistics.IsUp = true;
        _log.Recovered(Statistics.Known.Count);
        while (await watch.ReadAsync().ConfigureAwait(false) is var step && step != StreamStep.End)
        {
            if (step == StreamStep.Oversized)
            {
                Statistics.Count(SkipReason.Oversized);
                continue;
            }

            var (type, item, version) = ReadEvent(watch.Objects.Current);
            await TakeAsync(type, item, writer).ConfigureAwait(false);
            if (version.Length > 0 && version != _version)
            {
                _version = version;
                _recovery.Progressed();
            }
        }

        if (_version == startVersion && _time.GetElapsedTime(startedAt) < _timings.ShortWatch)
        {
            throw new ApiException(WatchError.Short, $"watch {Name}: it was ended at once and brought nothing");
        }
    }

    private (WatchEventType Type, MappedObject<T>? Item, string Version) ReadEvent(ReadOnlySpan<byte> json)
    {
        if (!WatchEvent.TryRead(json, out var read))
        {
            return (WatchEventType.Unknown, null, "");
        }

        if (read.Type == WatchEventType.Error)
        {
            throw ApiFailures.FromEvent(read.Object, $"watch {Name}");
        }

        var item = read.Type is WatchEventType.Bookmark or WatchEventType.Unknown ? null : _resource.Mapper.Map(read.Object);
        return (read.Type, item, item?.ResourceVersion ?? ListEnvelope.Read(read.Object)?.ResourceVersion ?? "");
    }

    private async ValueTask TakeAsync(WatchEventType type, MappedObject<T>? item, ClusterWriter writer)
    {
        switch (type)
        {
            case WatchEventType.Bookmark:
                break;
            case WatchEventType.Added or WatchEventType.Modified when item is not null:
                await ApplyAsync(item, writer).ConfigureAwait(false);
                break;
            case WatchEventType.Deleted when item is not null:
                if (Statistics.Known.TryRemove(item.Uid, out var removed))
                {
                    await writer.WriteAsync(_resource.Removed(removed, Now())).ConfigureAwait(false);
                }

                break;
            default:
                Statistics.Count(SkipReason.Malformed);
                break;
        }
    }

    private async ValueTask ApplyAsync(MappedObject<T> item, ClusterWriter writer)
    {
        var identity = new KnownObject(item.Uid, item.Namespace, item.Name);
        if (!Statistics.Known.Apply(identity, item.ResourceVersion, out var replaced))
        {
            return;
        }

        var now = Now();
        if (replaced is not null)
        {
            await writer.WriteAsync(_resource.Removed(replaced, now)).ConfigureAwait(false);
        }

        await writer.WriteAsync(_resource.Applied(item.State, now)).ConfigureAwait(false);
    }

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
