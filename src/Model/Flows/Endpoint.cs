using System.Collections.Immutable;

namespace Windsock.Model.Flows;

/// <summary>One end of a flow as Hubble describes it (flow.Endpoint). Immutable and interned: equal bytes on the wire give the
/// same object, so consumers may remember what they worked out about it by reference.</summary>
public sealed class Endpoint
{
    /// <summary>The end that a flow does not describe at all.</summary>
    public static readonly Endpoint None = new();

    /// <summary>Number of the endpoint on the node that observed the flow; 0 when the endpoint is not local to that node.</summary>
    public uint Id { get; init; }

    /// <summary>Cilium's numeric security identity (1 host, 2 world, 7 kube-apiserver, ...); 0 when absent.</summary>
    public uint Identity { get; init; }

    public string ClusterName { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string PodName { get; init; } = "";

    /// <summary>Labels of the security identity with their source (<c>k8s:app=x</c>, <c>reserved:world</c>), not all labels of the pod.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Annotations of the pod as <c>key=value</c>, when a proxy of the mesh introduces it; Hubble tells none.</summary>
    public ImmutableArray<string> Annotations { get; init; } = [];

    /// <summary>Filled by Cilium for local endpoints only.</summary>
    public ImmutableArray<Workload> Workloads { get; init; } = [];

    /// <summary>The end whose own proxy reports the call: a pod of the node that it names.</summary>
    public bool IsReporter { get; init; }

    /// <summary>A well-mixed number for tables keyed by this object. Not unique.</summary>
    public int Hash { get; init; }

    public bool IsLocal => Id != 0 || IsReporter;

    public bool HasPod => PodName.Length > 0;
}
