using System.ComponentModel;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>kubernetes</c>: the view of the cluster.</summary>
internal sealed class KubernetesSection
{
    [Description("Path of a kubeconfig file. Empty: the service account of the pod the agent runs in.")]
    public string Kubeconfig { get; set; } = "";

    [Description("Pods to watch: those of this node, of the whole cluster (for Hubble Relay), or none (only what the flows themselves carry).")]
    public WatchScope Scope { get; set; } = WatchScope.Node;
}

internal enum WatchScope : byte { Node, Cluster, Off }
