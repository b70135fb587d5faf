using Windsock.Model.Cluster;
using Windsock.Pipeline.Queues;

namespace Windsock.Pipeline.Sources;

/// <summary>Where changes of the cluster go. Waits while the queue is full; nothing is dropped.</summary>
public sealed class ClusterWriter
{
    private readonly BoundedQueue<ClusterChange> _queue;

    public ClusterWriter(BoundedQueue<ClusterChange> queue) => _queue = queue;

    public ValueTask WriteAsync(ClusterChange change) => _queue.WriteAsync(change, 1);
}
