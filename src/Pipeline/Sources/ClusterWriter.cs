using Windsock.Model.Cluster;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Sources;

/// <summary>Where changes of the cluster go. Waits while the queue is full; nothing is dropped.</summary>
public sealed class ClusterWriter
{
    private readonly BoundedQueue<ClusterChange> _queue;
    private readonly Action? _refused;
    private readonly IReadOnlyList<IClusterObserver> _observers;

    /// <param name="refused">Called by <see cref="ReportRefused"/>.</param>
    /// <param name="observers">Told of each change once the queue has taken it.</param>
    public ClusterWriter(BoundedQueue<ClusterChange> queue, Action? refused = null, IReadOnlyList<IClusterObserver>? observers = null)
    {
        _queue = queue;
        _refused = refused;
        _observers = observers ?? [];
    }

    public ValueTask WriteAsync(ClusterChange change) => _observers.Count == 0 ? _queue.WriteAsync(change, 1) : WriteAndTellAsync(change);

    /// <summary>The rights for this watch are missing: whoever waits for its first list need not wait any longer.</summary>
    public void ReportRefused() => _refused?.Invoke();

    private async ValueTask WriteAndTellAsync(ClusterChange change)
    {
        await _queue.WriteAsync(change, 1).ConfigureAwait(false);
        foreach (var observer in _observers)
        {
            observer.Observe(change);
        }
    }
}
