using System.Collections.Immutable;

namespace Windsock.Detection.Tries.Stories;

/// <summary>Remembers which troubles tries of a task had and succeeded, so that they are not called the cause when another try fails.
/// Bounded: the task that was learned first is forgotten first.</summary>
internal sealed class TaskHabits
{
    private const int MaxPerTask = 32;

    private readonly Dictionary<(string Namespace, string Dag, string Task), ImmutableHashSet<string>> _tolerated = [];
    private readonly Queue<(string Namespace, string Dag, string Task)> _order = new();
    private readonly int _max;
    private readonly TryCounts _counts;

    /// <param name="max">Tasks that are remembered.</param>
    public TaskHabits(int max, TryCounts counts)
    {
        _max = max;
        _counts = counts;
    }

    public ImmutableHashSet<string> ToleratedBy(in TryKey key) => _tolerated.GetValueOrDefault((key.Namespace, key.Dag, key.Task), []);

    /// <summary>A try of the task succeeded in spite of these.</summary>
    public void Learn(in TryKey key, IEnumerable<string> troubles)
    {
        var task = (key.Namespace, key.Dag, key.Task);
        var known = ToleratedBy(key);
        var learned = known.Union(troubles.Take(MaxPerTask));
        if (learned.Count == known.Count || learned.Count > MaxPerTask)
        {
            return;
        }

        if (known.IsEmpty && !_tolerated.ContainsKey(task))
        {
            if (_order.Count >= _max)
            {
                _tolerated.Remove(_order.Dequeue());
                _counts.CountEviction(TryEviction.HabitLimit);
            }

            _order.Enqueue(task);
        }

        _tolerated[task] = learned;
    }
}
