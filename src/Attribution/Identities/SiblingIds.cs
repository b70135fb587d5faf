using Windsock.Attribution.Lifetimes;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>Remembers the raw ids of executor pods, also after they are gone, so that the operator pods they started can be named
/// by them; and the operator pods that still wait for such a sibling. Bounded: the oldest ids go first.</summary>
internal sealed class SiblingIds
{
    private const int MaxRemembered = 20_000;

    private readonly Dictionary<SiblingKey, TaskTry?> _known = [];
    private readonly Queue<SiblingKey> _order = [];
    private readonly Dictionary<SiblingKey, List<PodLifetime>> _waiting = [];
    private readonly AttributionCounts _counts;

    public SiblingIds(AttributionCounts counts) => _counts = counts;

    /// <summary>Takes in an executor pod's raw ids. The pods that waited for them are given back, to be named anew.</summary>
    public IReadOnlyList<PodLifetime> Learn(TaskTry raw)
    {
        var key = SiblingKey.Of(raw);
        if (_known.TryGetValue(key, out var known))
        {
            // Two different ids with one label-safe form: neither may be given to a pod that only has the label.
            if (known is not null && !SameIds(known, raw))
            {
                _known[key] = null;
            }

            return [];
        }

        if (_order.Count >= MaxRemembered)
        {
            _known.Remove(_order.Dequeue());
            _counts.CountEviction(EvictionReason.SiblingLimit);
        }

        _known.Add(key, raw);
        _order.Enqueue(key);
        return _waiting.Remove(key, out var pods) ? pods : [];
    }

    /// <summary>The try with its ids recovered, or null when no sibling is known (yet).</summary>
    public TaskTry? Recover(TaskTry hashed) =>
        _known.GetValueOrDefault(SiblingKey.Of(hashed)) is { } raw
            ? hashed with
            {
                Task = raw.Task,
                RunId = raw.RunId,
                ExecutionDate = raw.ExecutionDate,
                Ids = IdForm.Recovered,
            }
            : null;

    public void AwaitSibling(TaskTry hashed, PodLifetime pod)
    {
        var key = SiblingKey.Of(hashed);
        if (!_waiting.TryGetValue(key, out var pods))
        {
            _waiting.Add(key, pods = []);
        }

        pods.Add(pod);
    }

    /// <summary>The pod is forgotten; nobody needs its ids any more.</summary>
    public void StopAwaiting(TaskTry hashed, PodLifetime pod)
    {
        var key = SiblingKey.Of(hashed);
        if (_waiting.TryGetValue(key, out var pods) && pods.Remove(pod) && pods.Count == 0)
        {
            _waiting.Remove(key);
        }
    }

    private static bool SameIds(TaskTry left, TaskTry right) =>
        left.Task == right.Task && left.RunId == right.RunId && left.ExecutionDate == right.ExecutionDate;
}
