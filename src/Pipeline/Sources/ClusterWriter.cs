using Windsock.Model.Cluster;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Sources;

/// <summary>Where changes of the cluster go. Waits while the queue is full; nothing is dropped.</summary>
public sealed class ClusterWriter
{
    private readonly BoundedQueue<ClusterChange> _queue;
    private readonly Action? _refused;

    /// <param name="refused">Called by <see cref="ReportRefused"/>.</param>
    public ClusterWriter(BoundedQueue<ClusterChange> queue, Action? refused = null)
    {
        _queue = queue;
        _refused = refused;
    }

    public ValueTask WriteAsync(ClusterChange change) => _queue.WriteAsync(change, 1);

    /// <summary>The rights for this watch are missing: whoever waits for its first list need not wait any longer.</summary>
    public void ReportRefused() => _refused?.Invoke();
}
