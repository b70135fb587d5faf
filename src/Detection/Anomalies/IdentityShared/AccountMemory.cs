using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.IdentityShared;

/// <summary>Who runs under one service account. Bounded.</summary>
internal sealed class AccountMemory
{
    private const int MaxDags = 64;

    private readonly Dictionary<string, AccountUse> _dags = new(StringComparer.Ordinal);

    public Instant Last { get; private set; }

    public IReadOnlyDictionary<string, AccountUse> Dags => _dags;

    /// <returns>True for a DAG that was not known to run under it.</returns>
    public bool Add(string dag, Instant at)
    {
        if (_dags.TryGetValue(dag, out var known))
        {
            Set(dag, known with { Last = at > known.Last ? at : known.Last, Pods = known.Pods + 1 });
            return false;
        }

        return Set(dag, new AccountUse(at, at, 1));
    }

    /// <returns>False when there are too many DAGs already.</returns>
    public bool Set(string dag, AccountUse use)
    {
        if (_dags.Count >= MaxDags && !_dags.ContainsKey(dag))
        {
            return false;
        }

        _dags[dag] = use;
        Last = use.Last > Last ? use.Last : Last;
        return true;
    }
}
