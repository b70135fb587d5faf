using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Cluster;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.EndToEnd.Tests.ClusterView;

/// <summary>The cluster as it looks to somebody who only replays the changes that the watches tell, and who believes each of them.</summary>
internal sealed class FollowedView : IAsyncDisposable, ILoggerFactory, ILogger
{
    private readonly ClusterWatches _watches;
    private readonly BoundedQueue<ClusterChange> _queue = new("cluster", 64, singleWriter: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PodState> _pods = [];
    private readonly Dictionary<string, ServiceAccountState> _accounts = [];
    private readonly Dictionary<string, NamespaceState> _namespaces = [];
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly List<string> _contradictions = [];
    private readonly Task[] _runs;
    private readonly Task _replay;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FollowedView(KubernetesOptions options, string nodeName, WatchTimings timings)
    {
        _watches = ClusterWatchRegistration.Create(options, nodeName, timings, TimeProvider.System, this);
        _replay = ReplayAsync();
        _runs = [.. _watches.Watches.Select(watch => watch.RunAsync(new ClusterWriter(_queue), _stop.Token))];
    }

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public IReadOnlyList<string> Contradictions
    {
        get
        {
            lock (_lock)
            {
                return [.. _contradictions];
            }
        }
    }

    public T Read<T>(Func<IReadOnlyDictionary<string, PodState>, IReadOnlyDictionary<string, ServiceAccountState>, IReadOnlyDictionary<string, NamespaceState>, T> read)
    {
        lock (_lock)
        {
            return read(_pods, _accounts, _namespaces);
        }
    }

    /// <summary>Value of a series of the watches' metrics.</summary>
    public double Metric(string family, params string[] labels)
    {
        var numbers = new Numbers();
        _watches.Metrics.Collect(numbers);
        return numbers.Values[family + "|" + string.Join('|', labels)];
    }

    /// <summary>Waits until the condition holds. Looks after every change, and a few times a second for what is not a change.</summary>
    public async Task<bool> UntilAsync(Func<bool> condition, int seconds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition())
            {
                return true;
            }

            if (limit.IsCancellationRequested)
            {
                return false;
            }

            await Task.WhenAny(changed, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_runs);
        _queue.Complete();
        await _replay;
        _watches.Dispose();
        _stop.Dispose();
    }

    void IDisposable.Dispose()
    {
    }

    void ILoggerFactory.AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _warnings.Enqueue(formatter(state, exception));

    private async Task ReplayAsync()
    {
        while (await _queue.WaitToReadAsync())
        {
            while (_queue.TryRead(out var change))
            {
                lock (_lock)
                {
                    Apply(change);
                    _changed.TrySetResult();
                    _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }

    private void Apply(ClusterChange change)
    {
        switch (change)
        {
            case PodApplied applied:
                if (_pods.Values.Any(pod => pod.Uid != applied.Pod.Uid && pod.Namespace == applied.Pod.Namespace && pod.Name == applied.Pod.Name))
                {
                    _contradictions.Add($"two pods are called {applied.Pod.Namespace}/{applied.Pod.Name}");
                }

                _pods[applied.Pod.Uid] = applied.Pod;
                break;
            case PodRemoved removed:
                if (!_pods.Remove(removed.Uid))
                {
                    _contradictions.Add($"{removed.Namespace}/{removed.Name} is removed and was never there");
                }

                break;
            case ServiceAccountApplied applied:
                _accounts[$"{applied.ServiceAccount.Namespace}/{applied.ServiceAccount.Name}"] = applied.ServiceAccount;
                break;
            case ServiceAccountRemoved removed:
                _accounts.Remove($"{removed.Namespace}/{removed.Name}");
                break;
            case NamespaceApplied applied:
                _namespaces[applied.Namespace.Name] = applied.Namespace;
                break;
            case NamespaceRemoved removed:
                _namespaces.Remove(removed.Name);
                break;
            default:
                break;
        }
    }

    private sealed class Numbers : IMetricCollector
    {
        public Dictionary<string, double> Values { get; } = [];

        public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) =>
            Values[family.Name + "|" + string.Join('|', labelValues!)] = value;
    }
}
