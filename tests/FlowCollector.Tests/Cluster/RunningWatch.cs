using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Cluster;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>The watch of pods against a fake server, with a clock that stands still.</summary>
internal sealed class RunningWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BoundedQueue<ClusterChange> _queue = new("cluster", 10_000, singleWriter: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly KubernetesApi _api;
    private readonly ClusterWatch<PodState> _watch;
    private Task _run;

    public RunningWatch(FakeApiServer server, KubernetesOptions? options = null, ApiAccess? access = null)
    {
        _api = new KubernetesApi(access ?? new ApiAccess(server.Address, null, new ConfiguredCredential(null, null, null, Time)));
        var timings = new WatchTimings { Jitter = () => 0.5 };
        _watch = new ClusterWatch<PodState>(WatchedResources.Pods("node-1"), _api, options ?? new KubernetesOptions(), timings, Time, Log);
        _run = _watch.RunAsync(new ClusterWriter(_queue, () => Refusals++), _stop.Token);
    }

    public ManualTime Time { get; } = new();

    public LineLog Log { get; } = new();

    /// <summary>Times the watch said that it may not list.</summary>
    public int Refusals { get; private set; }

    public WatchStatistics Statistics => _watch.Statistics;

    /// <summary>The next changes in short: <c>+uid@phase</c>, <c>-uid</c>, <c>synced</c>.</summary>
    public async Task<string> NextAsync(int count)
    {
        var changes = new List<string>();
        while (changes.Count < count)
        {
            changes.Add(Short(await NextChangeAsync()));
        }

        return string.Join(' ', changes);
    }

    public async Task<ClusterChange> NextChangeAsync()
    {
        ClusterChange change;
        while (!_queue.TryRead(out change))
        {
            await _queue.WaitToReadAsync().AsTask().WaitAsync(Patience);
        }

        return change;
    }

    /// <summary>Passes the wait before the next attempt and answers how long it was.</summary>
    public Task<TimeSpan> PassDelayAsync() => Time.PassWaitAsync(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(75), CancellationToken.None);

    /// <summary>Ends the run and begins a new one on the same object, as a supervisor does.</summary>
    public async Task RestartAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
        _run = _watch.RunAsync(new ClusterWriter(_queue), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _api.Dispose();
        _stop.Dispose();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
    }

    private static string Short(ClusterChange change) => change switch
    {
        PodApplied applied => $"+{applied.Pod.Uid}@{applied.Pod.Phase}",
        PodRemoved removed => $"-{removed.Uid}",
        PodsSynced => "synced",
        _ => change.ToString(),
    };
}

/// <summary>Keeps what was logged.</summary>
internal sealed class LineLog : ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> Warnings => [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));
}
