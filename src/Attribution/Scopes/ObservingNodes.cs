using System.Runtime.CompilerServices;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Scopes;

/// <summary>The nodes that report flows, by the name flows give them. Bounded; nodes past the limit count as not reporting.</summary>
internal sealed class ObservingNodes
{
    private const int MaxNodes = 10_000;
    private const int RecentCount = 256;

    private readonly Dictionary<string, ObservingNode> _byName = new(StringComparer.Ordinal);
    private readonly (string? Name, ObservingNode? Node)[] _recent = new (string?, ObservingNode?)[RecentCount];
    private readonly string _thisNode;
    private readonly AttributionCounts _counts;
    private readonly ObservingNode _unlisted;

    /// <param name="thisNode">Empty: every node counts as this one.</param>
    public ObservingNodes(string thisNode, AttributionCounts counts)
    {
        _thisNode = thisNode;
        _counts = counts;
        _unlisted = new ObservingNode { Name = "", IsThisNode = thisNode.Length == 0 };
        _byName.Add("", new ObservingNode { Name = "", IsThisNode = true });
    }

    /// <summary>The node of a flow, by the interned name it carries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ObservingNode OfFlow(string flowNodeName)
    {
        ref var recent = ref _recent[RuntimeHelpers.GetHashCode(flowNodeName) & (RecentCount - 1)];
        return ReferenceEquals(recent.Name, flowNodeName) ? recent.Node! : Find(flowNodeName, ref recent);
    }

    public void Announce(string flowNodeName, bool isReporting, Instant observedAt) =>
        Of(NodeNames.WithoutCluster(flowNodeName)).Announce(isReporting, observedAt);

    public bool IsReporting(string nodeName, Instant now) =>
        _byName.TryGetValue(nodeName, out var node) && node.IsReporting(now);

    public bool IsThisNode(string nodeName) => _thisNode.Length == 0 || nodeName == _thisNode;

    private ObservingNode Find(string flowNodeName, ref (string? Name, ObservingNode? Node) recent)
    {
        var node = Of(NodeNames.WithoutCluster(flowNodeName));
        recent = (flowNodeName, node);
        return node;
    }

    private ObservingNode Of(string name)
    {
        if (_byName.TryGetValue(name, out var node))
        {
            return node;
        }

        if (_byName.Count >= MaxNodes)
        {
            _counts.CountEviction(EvictionReason.NodeLimit);
            return _unlisted;
        }

        node = new ObservingNode { Name = name, IsThisNode = IsThisNode(name) };
        _byName.Add(name, node);
        return node;
    }
}
