using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>What one DAG is known as through one service account. Bounded.</summary>
internal sealed class IdentityRow(DagKey dag, string serviceAccount, Instant first)
{
    public const int MaxTasks = 64;

    private readonly SortedSet<string> _tasks = new(StringComparer.Ordinal);
    private readonly List<IdentityLink> _links = [];

    public DagKey Dag { get; } = dag;

    public string ServiceAccount { get; } = serviceAccount;

    public Instant First { get; } = first;

    public Instant Last { get; private set; } = first;

    public IReadOnlyList<IdentityLink> Links => _links;

    /// <summary>Links of a kind that are kept: the one that was seen longest ago makes room.</summary>
    public static int MaxLinks(IdentityLinkKind kind) => kind is IdentityLinkKind.SpiffeId or IdentityLinkKind.Credential ? 4 : 8;

    public void Touch(string taskId, Instant at)
    {
        Last = at > Last ? at : Last;
        if (_tasks.Count < MaxTasks)
        {
            _tasks.Add(taskId);
        }
    }

    public void Learn(IdentityLinkKind kind, string value, IdentityEvidence evidence, Instant at)
    {
        var (count, oldest) = (0, -1);
        for (var index = 0; index < _links.Count; index++)
        {
            var link = _links[index];
            if (link.Kind != kind)
            {
                continue;
            }

            if (link.Evidence == evidence && link.Value == value)
            {
                _links[index] = at > link.LastSeen ? link with { LastSeen = at } : link;
                return;
            }

            count++;
            oldest = oldest < 0 || link.LastSeen < _links[oldest].LastSeen ? index : oldest;
        }

        if (count >= MaxLinks(kind))
        {
            _links.RemoveAt(oldest);
        }

        _links.Add(new IdentityLink(kind, value, evidence, at, at));
    }

    public DagIdentity Read(ImmutableArray<string> sharedWith) => new()
    {
        Namespace = Dag.Namespace,
        DagId = Dag.DagId,
        TaskIds = [.. _tasks],
        ServiceAccount = ServiceAccount,
        Links = [.. _links.OrderBy(link => link.Kind).ThenByDescending(link => link.LastSeen).ThenBy(link => link.Value, StringComparer.Ordinal).ThenBy(link => link.Evidence)],
        SharedWith = sharedWith,
        FirstSeen = First,
        LastSeen = Last,
    };
}
