using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>Where the runs of each task have been. One thread.</summary>
internal sealed class PlaceBooks
{
    /// <summary>Runs of a task after which there is something to compare with.</summary>
    private const int KnownAfter = 5;

    /// <summary>Runs after which a place is a habit.</summary>
    private const int HabitAfter = 3;

    private readonly Dictionary<TrueOwner, HashSet<TaskRun>> _ended = [];
    private readonly Dictionary<(TrueOwner Task, string Ip), HashSet<TaskRun>> _been = [];

    public void NoteEnd(SimulatedPod pod)
    {
        if (pod.Run is { } run && Of(_ended, pod.Owner) is { Count: < KnownAfter } ended)
        {
            ended.Add(run);
        }
    }

    /// <summary>A task that is known talks to a place where it has hardly been.</summary>
    public bool IsNew(SimulatedPod pod, string ip)
    {
        if (pod.Run is not { } run)
        {
            return false;
        }

        var been = Of(_been, (pod.Owner, ip));
        if (been.Count <= HabitAfter)
        {
            been.Add(run);
        }

        return been.Count <= HabitAfter && Of(_ended, pod.Owner).Count >= KnownAfter;
    }

    private static HashSet<TaskRun> Of<TKey>(Dictionary<TKey, HashSet<TaskRun>> books, TKey key)
        where TKey : notnull
    {
        if (!books.TryGetValue(key, out var runs))
        {
            books.Add(key, runs = []);
        }

        return runs;
    }
}
