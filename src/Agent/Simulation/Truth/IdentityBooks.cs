using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The security identities of each task's last pods, in the order in which they spoke. One thread.</summary>
internal sealed class IdentityBooks
{
    /// <summary>Pods in a row, each with an identity of its own, that are no chance.</summary>
    private const int Many = 6;

    private readonly Dictionary<TrueOwner, List<uint>> _tasks = [];
    private readonly HashSet<string> _pods = new(StringComparer.Ordinal);

    /// <summary>The pod speaks: it is the last of many that share no identity.</summary>
    public bool Explodes(SimulatedPod pod)
    {
        if (!_tasks.TryGetValue(pod.Owner, out var last))
        {
            _tasks.Add(pod.Owner, last = []);
        }

        if (_pods.Add(pod.Uid))
        {
            last.Add(pod.Identity);
            if (last.Count > Many)
            {
                last.RemoveAt(0);
            }
        }

        return last.Count == Many && last.Distinct().Count() == Many;
    }
}
