using Windsock.Model.Flows;

namespace Windsock.FlowCollector.MeshMetrics.Targets;

/// <summary>A pod of the view as far as the mesh's counters need it. Immutable.</summary>
/// <param name="Ip">Its first address; none until it has one.</param>
/// <param name="Controller">Name of the controller; empty for a pod that somebody made by itself, as Airflow does.</param>
/// <param name="WorkloadLabel">The name that the pod wants its workload to have in telemetry; empty when it does not say.</param>
/// <param name="ProxyStartedAt">When the proxy's container started, whole seconds, rounded down.</param>
/// <param name="AliveAt">When it was last seen before its end.</param>
/// <param name="EndSeenAt">When the agent learned of its end; missing while it lives.</param>
/// <param name="Endpoint">The side of a call that it is.</param>
internal sealed record MeshPod(
    string Uid,
    string Namespace,
    string Name,
    string NodeName,
    IpAddress Ip,
    TargetKind Proxy,
    string Controller,
    string WorkloadLabel,
    Instant ProxyStartedAt,
    Instant AliveAt,
    Instant EndSeenAt,
    Endpoint Endpoint)
{
    public bool HasEnded => !EndSeenAt.IsMissing;
}
