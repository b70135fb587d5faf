using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Identities;

/// <summary>The map as one would write it without a thought of time: a list of everything that was told, read anew each time.</summary>
internal sealed class PlainIdentityMap(int maxRows)
{
    private readonly List<Row> _rows = [];
    private int _forgotten;

    public void Enter(TaskKey task, string account, Instant at) => Find(task, account, at);

    public void Learn(TaskKey task, string account, IdentityLinkKind kind, string value, IdentityEvidence evidence, Instant at)
    {
        if (Find(task, account, at) is not { } row)
        {
            return;
        }

        var known = row.Links.FindIndex(link => link.Kind == kind && link.Value == value && link.Evidence == evidence);
        if (known >= 0)
        {
            row.Links[known] = row.Links[known] with { LastSeen = Later(row.Links[known].LastSeen, at) };
            return;
        }

        var most = kind is IdentityLinkKind.SpiffeId or IdentityLinkKind.Credential ? 4 : 8;
        if (row.Links.Count(link => link.Kind == kind) == most)
        {
            row.Links.Remove(row.Links.Where(link => link.Kind == kind).MinBy(link => link.LastSeen)!);
        }

        row.Links.Add(new IdentityLink(kind, value, evidence, at, at));
    }

    public ImmutableArray<string> Read(string? space, string? dag)
    {
        var wanted = _rows.Where(row => (space ?? row.Namespace) == row.Namespace && (dag ?? row.Dag) == row.Dag).ToList();
        var accounts = _rows.GroupBy(row => $"{row.Namespace}/{row.Account}")
            .Where(group => group.Count() > 1 && group.Any(wanted.Contains))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"account {group.Key}: {string.Join(',', group.Select(row => row.Dag).Order(StringComparer.Ordinal))}");
        var principals = _rows.SelectMany(row => row.Links.Where(link => link.Kind == IdentityLinkKind.CloudPrincipal).Select(link => (link.Value, Row: row)))
            .GroupBy(one => one.Value)
            .Where(group => group.Any(one => wanted.Contains(one.Row)))
            .Select(group => (group.Key, Dags: group.Select(one => $"{one.Row.Namespace}/{one.Row.Dag}").Distinct().Order(StringComparer.Ordinal).ToList()))
            .Where(one => one.Dags.Count > 1)
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"principal {one.Key}: {string.Join(',', one.Dags)}");
        return
        [
            .. wanted.OrderBy(row => row.Namespace, StringComparer.Ordinal).ThenBy(row => row.Dag, StringComparer.Ordinal).ThenBy(row => row.Account, StringComparer.Ordinal).Select(Show),
            .. accounts, .. principals, $"forgotten {_forgotten}",
        ];
    }

    public static ImmutableArray<string> Show(IdentityReading reading) =>
    [
        .. reading.Identities.Select(row =>
            $"{row.Namespace} {row.DagId} {row.ServiceAccount} [{string.Join(',', row.TaskIds)}] {row.FirstSeen} {row.LastSeen} with {string.Join(',', row.SharedWith)}: {Show(row.Links)}"),
        .. reading.Shared.Select(shared => $"{(shared.IsCloud ? "principal" : "account")} {shared.Name}: {string.Join(',', shared.Dags)}"),
        $"forgotten {reading.Forgotten}",
    ];

    private static string Show(IEnumerable<IdentityLink> links) => string.Join("; ", links
        .Select(link => $"{link.Kind} {link.Value} {link.Evidence} {link.FirstSeen} {link.LastSeen}").Order(StringComparer.Ordinal));

    private static Instant Later(Instant one, Instant other) => one > other ? one : other;

    private Row? Find(TaskKey task, string account, Instant at)
    {
        if (task.TaskId.Length > 512)
        {
            return null;
        }

        var row = _rows.Find(known => known.Namespace == task.Namespace && known.Dag == task.DagId && known.Account == account) ?? new Row(task.Namespace, task.DagId, account, at);

        // The last of the list is the one that was written last.
        _rows.Remove(row);
        if (_rows.Count == maxRows)
        {
            _rows.RemoveAt(0);
            _forgotten++;
        }

        _rows.Add(row);
        row.Last = Later(row.Last, at);
        if (row.Tasks.Count < 64)
        {
            row.Tasks.Add(task.TaskId);
        }

        return row;
    }

    private string Show(Row row)
    {
        var others = _rows.Where(other => other.Namespace == row.Namespace && other.Account == row.Account && other.Dag != row.Dag).Select(other => other.Dag).Order(StringComparer.Ordinal);
        return $"{row.Namespace} {row.Dag} {row.Account} [{string.Join(',', row.Tasks.Order(StringComparer.Ordinal))}] {row.First} {row.Last} with {string.Join(',', others)}: {Show(row.Links)}";
    }

    private sealed class Row(string @namespace, string dag, string account, Instant first)
    {
        public string Namespace => @namespace;

        public string Dag => dag;

        public string Account => account;

        public Instant First { get; } = first;

        public Instant Last { get; set; } = first;

        public HashSet<string> Tasks { get; } = new(StringComparer.Ordinal);

        public List<IdentityLink> Links { get; } = [];
    }
}
