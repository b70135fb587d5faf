using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Activity;

/// <summary>Counts per DAG, since the start and over the last minute. Bounded: past the capacity the DAG that was idle longest makes
/// room if it was idle for a while, else new ones are counted together; sums stay exact. Single-threaded; the time is an argument.</summary>
/// <param name="capacity">DAGs that are kept apart.</param>
public sealed class ActivityTable(int capacity = ActivityTable.DefaultCapacity)
{
    /// <summary>About 1 KB each.</summary>
    public const int DefaultCapacity = 500;

    /// <summary>The DAG id under which the rest is counted.</summary>
    public const string Rest = "_other";

    internal const int Slices = 12;
    internal const int SliceSeconds = 5;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookForRoomEvery = TimeSpan.FromSeconds(5);

    private readonly Dictionary<(string Namespace, string DagId), DagActivity> _dags = [];
    private readonly DagActivity _rest = new();
    private Instant _lookedForRoom;

    /// <summary>Changes whenever a DAG has made room: what was remembered from <see cref="Of"/> is stale then.</summary>
    internal int Version { get; private set; }

    /// <summary>Where to count a DAG.</summary>
    internal DagActivity Of(string space, string dagId, Instant now)
    {
        if (_dags.TryGetValue((space, dagId), out var dag))
        {
            return dag;
        }

        if (_dags.Count >= capacity && !MakeRoom(now))
        {
            return _rest;
        }

        return _dags[(space, dagId)] = new DagActivity { LastSeen = now };
    }

    /// <summary>Every DAG that was ever seen, in no order; the rest is last and only there when it has counts.</summary>
    public ImmutableArray<DagCounts> Read(Instant now) =>
    [
        .. _dags.Select(dag => dag.Value.Read(dag.Key.Namespace, dag.Key.DagId, now)),
        .. _rest.IsEmpty ? Array.Empty<DagCounts>() : [_rest.Read("", Rest, now)],
    ];

    private bool MakeRoom(Instant now)
    {
        if (now.Since(_lookedForRoom) < LookForRoomEvery)
        {
            return false;
        }

        _lookedForRoom = now;
        var (key, oldest) = _dags.MinBy(dag => dag.Value.LastSeen);
        if (now.Since(oldest.LastSeen) < Idle)
        {
            return false;
        }

        _rest.Take(oldest);
        _dags.Remove(key);
        Version++;
        return true;
    }
}
