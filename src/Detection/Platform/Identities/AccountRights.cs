using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Which rights of one account were used, and by whom: for each right the one DAG that did, or that there were several.</summary>
internal sealed class AccountRights(Instant first)
{
    public const int MaxRights = 256;
    public const int MaxDags = 64;

    private readonly Dictionary<Right, DagKey?> _users = [];
    private readonly HashSet<DagKey> _dags = [];

    /// <summary>As it was written down.</summary>
    public AccountRights(Instant first, Instant last, int actions, IEnumerable<DagKey> dags, IEnumerable<(Right Right, DagKey? User)> users)
        : this(first)
    {
        (Last, Actions) = (last, Math.Max(0, actions));
        _dags.UnionWith(dags.Take(MaxDags));
        foreach (var (right, user) in users.Take(MaxRights))
        {
            _users[right] = user;
        }
    }

    public Instant First { get; } = first;

    public Instant Last { get; private set; } = first;

    public int Actions { get; private set; }

    /// <summary>DAGs that acted through it, at most 64.</summary>
    public IReadOnlyCollection<DagKey> Dags => _dags;

    /// <summary>The rights and who used each; null: several DAGs did.</summary>
    public IReadOnlyDictionary<Right, DagKey?> Users => _users;

    /// <param name="dag">Null: somebody of whom it is not known which DAG it is.</param>
    /// <param name="former">The DAG that alone had used it until now.</param>
    /// <returns>True when the DAG is the only one that ever used the right; false also when the right is one too many to be remembered.</returns>
    public bool Use(Right right, DagKey? dag, Instant at, out DagKey? former)
    {
        former = null;
        Actions = Actions == int.MaxValue ? Actions : Actions + 1;
        Last = at > Last ? at : Last;
        if (dag is { } known && _dags.Count < MaxDags)
        {
            _dags.Add(known);
        }

        if (!_users.TryGetValue(right, out var user))
        {
            return _users.Count < MaxRights && _users.TryAdd(right, dag) && dag is not null;
        }

        if (user is { } only && only != dag)
        {
            former = only;
            _users[right] = null;
        }

        return user is not null && user == dag;
    }
}
