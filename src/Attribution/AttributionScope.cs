namespace Windsock.Attribution;

/// <summary>How much of the cluster the view of pods covers, and so which sides this agent accounts for.</summary>
public enum AttributionScope
{
    /// <summary>The pods of one node: the default. The peer's node accounts for its own side.</summary>
    Node,

    /// <summary>All pods, with the flows of all nodes (Hubble Relay).</summary>
    Cluster,

    /// <summary>No view of pods at all: only what the flows themselves carry. Nothing ever waits.</summary>
    Off,
}
