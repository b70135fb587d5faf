using System.Collections.Immutable;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>Tries whose numbers are far from usual. They do not enter the profile at once, or a single wild run would widen what is
/// usual; but what so many runs in a row do is what the task does now. Bounded.</summary>
internal sealed class Quarantine
{
    /// <summary>Runs in a row that make a habit.</summary>
    public const int Runs = 5;

    private const int MaxHeld = TaskProfile.Window;

    private readonly List<TryTrace> _held = [];

    public IReadOnlyList<TryTrace> Held => _held;

    /// <summary>A try was in order: whatever the ones before it did, it is no habit.</summary>
    public void Break() => _held.Clear();

    /// <returns>The tries that are believed from now on; none while there are too few.</returns>
    public ImmutableArray<TryTrace> Add(TryTrace held)
    {
        _held.RemoveAll(other => other.TryId == held.TryId);
        if (_held.Count == MaxHeld)
        {
            _held.RemoveAt(0);
        }

        _held.Add(held);
        if (_held.Select(one => one.Run.Length > 0 ? one.Run : one.TryId).Distinct(StringComparer.Ordinal).Count() < Runs)
        {
            return [];
        }

        ImmutableArray<TryTrace> believed = [.. _held];
        _held.Clear();
        return believed;
    }

    public void Restore(IEnumerable<TryTrace> held) => _held.AddRange(held.Take(MaxHeld));
}
