using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Identities;

/// <summary>The trails of pods of tasks that were in view before their first container began. Bounded: the one that came first makes
/// room; a pod without a trail is never suspected.</summary>
internal sealed class PodTrails(int max = PodTrails.DefaultMax)
{
    public const int DefaultMax = 16_384;

    private readonly Dictionary<string, LinkedListNode<(string Uid, PodTrail Trail)>> _trails = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Uid, PodTrail Trail)> _order = new();

    public PodTrail? Find(string podUid) => _trails.TryGetValue(podUid, out var node) ? node.Value.Trail : null;

    /// <summary>A pod is there, or has changed.</summary>
    public void See(PodState pod, Owner owner)
    {
        if (Find(pod.Uid) is { } known)
        {
            known.Owner = owner;
        }
        else if (!pod.CreatedAt.IsMissing && !pod.Containers.Any(container => container.IsTerminated || !container.StartedAt.IsMissing))
        {
            if (_trails.Count >= max)
            {
                Remove(_order.First!.Value.Uid);
            }

            _trails.Add(pod.Uid, _order.AddLast((pod.Uid, new PodTrail(owner, pod.CreatedAt))));
        }
    }

    /// <summary>The pod is gone; its trail stays until it is judged.</summary>
    public void End(string podUid)
    {
        if (Find(podUid) is { } trail)
        {
            trail.IsGone = true;
            Release(podUid, trail);
        }
    }

    /// <summary>Forgets the trail when nothing is to be done with it any more.</summary>
    public void Release(string podUid, PodTrail trail)
    {
        if (trail is { IsGone: true, Waiting: 0 })
        {
            Remove(podUid);
        }
    }

    private void Remove(string podUid)
    {
        if (_trails.Remove(podUid, out var node))
        {
            _order.Remove(node);
        }
    }
}
