using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Keeps one kind of object known: a list, then a watch from the version of the list, and so on for the life of the agent.
/// What it tells is a sequence of changes without gaps: a new list is told as the difference to what was told before.</summary>
internal sealed class ObjectWatch<T>
{
    /// <summary>No cluster has this many pages; a server that always promises one more page has.</summary>
    private const int MaxPages = 20_000;

    private readonly ResourcePath _path;
    private readonly IObjectMapper<T> _mapper;
    private readonly KubernetesApi _api;
    private readonly WatchTimings _timings;
    private readonly TimeProvider _time;
    private readonly WatchRecovery _recovery;
    private readonly IWatchLog _log;
    private readonly int _pageSize;
    private readonly int _maxObjectBytes;
    private string _version = "";
    private Instant _aliveAt;
    private bool _hasRun;

    /// <param name="statistics">What is known and counted; outlives the watch when somebody else holds it.</param>
    public ObjectWatch(
        ResourcePath path, IObjectMapper<T> mapper, KubernetesApi api, KubernetesOptions options, WatchTimings timings, TimeProvider time, IWatchLog log,
        WatchStatistics statistics)
    {
        _path = path;
        _mapper = mapper;
        _api = api;
        _timings = timings;
        _time = time;
        _recovery = new WatchRecovery(timings, time);
        _log = log;
        _pageSize = options.PageSize;
        _maxObjectBytes = options.MaxObjectBytes;
        Statistics = statistics;
    }

    public string Name => _path.Name;

    public WatchStatistics Statistics { get; }

    public async Task RunAsync(IWatchSink<T> sink, CancellationToken stop)
    {
        var step = _hasRun
            ? new NextStep(TimeSpan.Zero, RelistReason.Restart, ListFrom.NotOlderThanKnown)
            : new NextStep(TimeSpan.Zero, RelistReason.Start, ListFrom.AnyCached);
        _hasRun = true;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                step = await RunStepAsync(step, sink, stop).ConfigureAwait(false);
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

    private async Task<NextStep> RunStepAsync(NextStep step, IWatchSink<T> sink, CancellationToken stop)
    {
        if (step.Relist is { } reason)
        {
            try
            {
                await ListAsync(step.From, reason, sink, stop).ConfigureAwait(false);
                Statistics.Count(reason);
            }
            catch (ApiException failure)
            {
                Failed(failure, "list");
                if (failure.Error is WatchError.Forbidden or WatchError.Unauthorized)
                {
                    sink.Refused();
                }

                return _recovery.AfterList(failure, reason, step.From);
            }
        }

        try
        {
            await WatchAsync(sink, stop).ConfigureAwait(false);
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

    private async Task ListAsync(ListFrom from, RelistReason reason, IWatchSink<T> sink, CancellationToken stop)
    {
        Statistics.Known.BeginList();
        var (page, next) = (0, "");
        do
        {
            if (++page > MaxPages)
            {
                throw new ApiException(WatchError.Unreadable, $"list {Name}: no end after {MaxPages} pages");
            }

            var envelope = await ListPageAsync(_path.ListPage(from, _version, _pageSize, next), sink, stop).ConfigureAwait(false);
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
            await sink.RemovedAsync(gone, now).ConfigureAwait(false);
        }

        await sink.ListedAsync(reason, _aliveAt, now).ConfigureAwait(false);
        _aliveAt = now;
    }

    private async Task<ListEnvelope> ListPageAsync(string path, IWatchSink<T> sink, CancellationToken stop)
    {
        using var deadline = new IdleDeadline(_timings.Idle, _time, stop);
        using var list = await OpenRequest.SendAsync(
            _api, path, _path.ListAccept, $"list {Name}", SplitShape.List, _maxObjectBytes, deadline, stop).ConfigureAwait(false);
        while (await list.ReadAsync().ConfigureAwait(false) is var step && step != StreamStep.End)
        {
            if (step == StreamStep.Oversized)
            {
                Skip(SkipReason.Oversized, sink);
            }
            else if (_mapper.Map(list.Objects.Current) is { } item)
            {
                await ApplyAsync(item, sink).ConfigureAwait(false);
            }
            else
            {
                Skip(SkipReason.Malformed, sink);
            }
        }

        return ListEnvelope.Read(list.Objects.Envelope) ?? throw new ApiException(WatchError.Unreadable, $"list {Name}: the answer is not JSON");
    }

    private async Task WatchAsync(IWatchSink<T> sink, CancellationToken stop)
    {
        var (startedAt, startVersion) = (_time.GetTimestamp(), _version);
        using var deadline = new IdleDeadline(_timings.Idle, _time, stop);
        using var watch = await OpenRequest.SendAsync(
            _api, _path.Watch(_version, _timings.NextWatch()), _path.WatchAccept, $"watch {Name}", SplitShape.Sequence,
            _maxObjectBytes + 1024, deadline, stop).ConfigureAwait(false);
        Statistics.IsUp = true;
        _log.Recovered(Statistics.Known.Count);
        while (await watch.ReadAsync().ConfigureAwait(false) is var step && step != StreamStep.End)
        {
            if (step == StreamStep.Oversized)
            {
                Skip(SkipReason.Oversized, sink);
                continue;
            }

            var (type, item, version) = ReadEvent(watch.Objects.Current);
            await TakeAsync(type, item, sink).ConfigureAwait(false);
            if (version.Length > 0 && version != _version)
            {
                _version = version;
                _recovery.Progressed();
                _aliveAt = Now();
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

        var item = read.Type is WatchEventType.Bookmark or WatchEventType.Unknown ? null : _mapper.Map(read.Object);
        return (read.Type, item, item?.ResourceVersion ?? ListEnvelope.Read(read.Object)?.ResourceVersion ?? "");
    }

    private async ValueTask TakeAsync(WatchEventType type, MappedObject<T>? item, IWatchSink<T> sink)
    {
        switch (type)
        {
            case WatchEventType.Bookmark:
                break;
            case WatchEventType.Added or WatchEventType.Modified when item is not null:
                await ApplyAsync(item, sink).ConfigureAwait(false);
                break;
            case WatchEventType.Deleted when item is not null:
                if (Statistics.Known.TryRemove(item.Uid, out var removed))
                {
                    await sink.RemovedAsync(removed, Now()).ConfigureAwait(false);
                }

                break;
            default:
                Skip(SkipReason.Malformed, sink);
                break;
        }
    }

    private async ValueTask ApplyAsync(MappedObject<T> item, IWatchSink<T> sink)
    {
        var identity = new KnownObject(item.Uid, item.Namespace, item.Name);
        if (!Statistics.Known.Apply(identity, item.ResourceVersion, out var replaced))
        {
            sink.Passed();
            return;
        }

        var now = Now();
        if (replaced is not null)
        {
            await sink.RemovedAsync(replaced, now).ConfigureAwait(false);
        }

        await sink.AppliedAsync(item.State, now).ConfigureAwait(false);
    }

    private void Skip(SkipReason reason, IWatchSink<T> sink)
    {
        Statistics.Count(reason);
        sink.Skipped(reason);
    }

    private Instant Now() => Instant.FromDateTimeOffset(_time.GetUtcNow());
}
