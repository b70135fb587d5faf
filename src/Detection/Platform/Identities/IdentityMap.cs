using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>As whom each DAG acts: a row for each DAG and service account. Bounded: the row that was written longest ago makes room, and
/// names that no Airflow and no Kubernetes gives are left out. One thread at a time.</summary>
internal sealed class IdentityMap(int maxRows = IdentityMap.DefaultMaxRows)
{
    public const int DefaultMaxRows = 4_096;

    /// <summary>Letters of any name in it: Airflow's ids have 250 at most, principals of clouds some 300.</summary>
    public const int MaxText = 512;

    private readonly Dictionary<(DagKey Dag, string Account), LinkedListNode<IdentityRow>> _rows = [];
    private readonly Dictionary<(string Namespace, string Account), SortedSet<string>> _dagsOfAccounts = [];
    private readonly LinkedList<IdentityRow> _byLastWrite = new();
    private long _forgotten;

    /// <summary>The row of a task under a service account; null when its names are too long to be any.</summary>
    public IdentityRow? Enter(TaskKey task, string serviceAccount, Instant at)
    {
        if (task.Namespace.Length > MaxText || task.DagId.Length > MaxText || task.TaskId.Length > MaxText || serviceAccount.Length > MaxText)
        {
            return null;
        }

        var dag = DagKey.Of(task);
        if (!_rows.TryGetValue((dag, serviceAccount), out var node))
        {
            node = Add(dag, serviceAccount, at);
        }
        else if (node != _byLastWrite.First)
        {
            _byLastWrite.Remove(node);
            _byLastWrite.AddFirst(node);
        }

        node.Value.Touch(task.TaskId, at);
        return node.Value;
    }

    public void Learn(TaskKey task, string serviceAccount, IdentityLinkKind kind, string value, IdentityEvidence evidence, Instant at)
    {
        if (value.Length is > 0 and <= MaxText)
        {
            Enter(task, serviceAccount, at)?.Learn(kind, value, evidence, at);
        }
    }

    /// <summary>DAGs whose tasks run under the service account; none for an account that nobody is known to use.</summary>
    public IReadOnlyCollection<string> DagsOf(string @namespace, string serviceAccount) =>
        _dagsOfAccounts.GetValueOrDefault((@namespace, serviceAccount)) is { } dags ? dags : [];

    /// <summary>Some DAG's tasks are known to act as this principal of a cloud. Looks at every row.</summary>
    public IdentityRow? FindPrincipal(string principal) => _byLastWrite.FirstOrDefault(row => ActsAs(row, principal));

    /// <param name="namespace">Null: all; so is <paramref name="dagId"/>.</param>
    public IdentityReading Read(string? @namespace = null, string? dagId = null)
    {
        var rows = _byLastWrite
            .Where(row => (@namespace is null || row.Dag.Namespace == @namespace) && (dagId is null || row.Dag.DagId == dagId))
            .OrderBy(row => row.Dag.Namespace, StringComparer.Ordinal).ThenBy(row => row.Dag.DagId, StringComparer.Ordinal).ThenBy(row => row.ServiceAccount, StringComparer.Ordinal)
            .ToList();
        return new IdentityReading([.. rows.Select(row => row.Read(OthersOf(row)))], [.. SharedAccounts(rows), .. SharedPrincipals(rows)], _forgotten);
    }

    private static bool ActsAs(IdentityRow row, string principal)
    {
        foreach (var link in row.Links)
        {
            if (link.Kind == IdentityLinkKind.CloudPrincipal && link.Value == principal)
            {
                return true;
            }
        }

        return false;
    }

    private LinkedListNode<IdentityRow> Add(DagKey dag, string account, Instant at)
    {
        if (_rows.Count >= maxRows)
        {
            Forget(_byLastWrite.Last!);
        }

        var node = _byLastWrite.AddFirst(new IdentityRow(dag, account, at));
        _rows.Add((dag, account), node);
        if (account.Length > 0)
        {
            if (!_dagsOfAccounts.TryGetValue((dag.Namespace, account), out var dags))
            {
                _dagsOfAccounts.Add((dag.Namespace, account), dags = new SortedSet<string>(StringComparer.Ordinal));
            }

            dags.Add(dag.DagId);
        }

        return node;
    }

    private void Forget(LinkedListNode<IdentityRow> node)
    {
        var row = node.Value;
        _byLastWrite.Remove(node);
        _rows.Remove((row.Dag, row.ServiceAccount));
        _forgotten++;
        var account = (row.Dag.Namespace, row.ServiceAccount);
        if (_dagsOfAccounts.TryGetValue(account, out var dags) && dags.Remove(row.Dag.DagId) && dags.Count == 0)
        {
            _dagsOfAccounts.Remove(account);
        }
    }

    private ImmutableArray<string> OthersOf(IdentityRow row) => [.. DagsOf(row.Dag.Namespace, row.ServiceAccount).Where(dag => dag != row.Dag.DagId)];

    private IEnumerable<SharedIdentity> SharedAccounts(List<IdentityRow> rows) => rows
        .Select(row => (row.Dag.Namespace, Account: row.ServiceAccount))
        .Distinct()
        .Select(account => (Name: $"{account.Namespace}/{account.Account}", Dags: DagsOf(account.Namespace, account.Account)))
        .Where(account => account.Dags.Count > 1)
        .OrderBy(account => account.Name, StringComparer.Ordinal)
        .Select(account => new SharedIdentity(false, account.Name, [.. account.Dags]));

    private IEnumerable<SharedIdentity> SharedPrincipals(List<IdentityRow> rows)
    {
        var wanted = rows.SelectMany(PrincipalsOf).ToHashSet(StringComparer.Ordinal);
        return _byLastWrite
            .SelectMany(row => PrincipalsOf(row).Where(wanted.Contains).Select(principal => (Principal: principal, Dag: row.Dag.ToString())))
            .GroupBy(one => one.Principal, one => one.Dag, StringComparer.Ordinal)
            .Select(group => new SharedIdentity(true, group.Key, [.. group.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]))
            .Where(shared => shared.Dags.Length > 1)
            .OrderBy(shared => shared.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<string> PrincipalsOf(IdentityRow row) =>
        row.Links.Where(link => link.Kind == IdentityLinkKind.CloudPrincipal).Select(link => link.Value).Distinct(StringComparer.Ordinal);
}
