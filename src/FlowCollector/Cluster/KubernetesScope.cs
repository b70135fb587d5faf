namespace Windsock.FlowCollector.Cluster;

/// <summary>Which pods the agent watches.</summary>
public enum KubernetesScope
{
    /// <summary>The pods of this node only: what a DaemonSet needs, and what an API server can serve cheaply to every node.</summary>
    Node,

    /// <summary>All pods: for one agent behind Hubble Relay.</summary>
    Cluster,

    /// <summary>No Kubernetes API at all; flows are attributed by what they carry themselves.</summary>
    Off,
}
