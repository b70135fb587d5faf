using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Pipeline.Stages;

/// <summary>Where flows wait whose pod is not known yet: bounded in number and in time, first in first out. Reads no clock.</summary>
internal sealed class WaitRoom(int capacity)
{
    private readonly Queue<WaitingFlow> _flows = new();

    public int Count => _flows.Count;

    public bool HasRoom => _flows.Count < capacity;

    /// <summary>When the longest waiting flow has waited enough; null when the room is empty.</summary>
    public Instant? NextDeadline => _flows.TryPeek(out var first) ? first.Deadline : null;

    public void Enter(in Flow flow, string source, Instant receivedAt, Instant deadline) =>
        _flows.Enqueue(new WaitingFlow(flow, source, receivedAt, deadline));

    /// <summary>Takes out, oldest first, the flows that have waited enough.</summary>
    public void TakeExpired(Instant now, List<WaitingFlow> into)
    {
        while (_flows.TryPeek(out var first) && first.Deadline <= now)
        {
            into.Add(_flows.Dequeue());
        }
    }

    /// <summary>Asks again for the flows that one of <paramref name="pods"/> may concern (they name it, or name no pod at all) and
    /// lets those go for which <paramref name="release"/> answers true. The others keep their place.</summary>
    public void Reconsider(IReadOnlySet<(string Namespace, string Name)> pods, Func<WaitingFlow, bool> release)
    {
        for (var left = _flows.Count; left > 0; left--)
        {
            var waiting = _flows.Dequeue();
            var concerned = Concerns(waiting.Flow.Source, pods) || Concerns(waiting.Flow.Destination, pods);
            if (!concerned || !release(waiting))
            {
                _flows.Enqueue(waiting);
            }
        }
    }

    public void TakeAll(List<WaitingFlow> into)
    {
        into.AddRange(_flows);
        _flows.Clear();
    }

    private static bool Concerns(Endpoint endpoint, IReadOnlySet<(string Namespace, string Name)> pods) =>
        endpoint.HasPod ? pods.Contains((endpoint.Namespace, endpoint.PodName)) : endpoint.IsLocal;
}

/// <summary>A flow in the wait room. <paramref name="Deadline"/> does not move when it is tried again in vain.</summary>
internal readonly record struct WaitingFlow(Flow Flow, string Source, Instant ReceivedAt, Instant Deadline);
