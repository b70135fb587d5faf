namespace Windsock.Attribution.Scopes;

/// <summary>Node names as flows carry them.</summary>
internal static class NodeNames
{
    /// <summary>The Kubernetes name of the node: Cilium puts the cluster's name and a slash before it when the cluster has a name
    /// of its own, and no node name holds a slash.</summary>
    public static string WithoutCluster(string flowNodeName)
    {
        var slash = flowNodeName.LastIndexOf('/');
        return slash < 0 ? flowNodeName : flowNodeName[(slash + 1)..];
    }
}
