using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>A Kubernetes service as a sidecar resolves it: by itself, straight to the pod.</summary>
/// <param name="Port">That applications call.</param>
/// <param name="TargetPort">That the pod listens on, and the wire shows.</param>
/// <param name="Pod">The one pod behind it.</param>
internal sealed record MeshService(ServiceName Name, int Port, int TargetPort, SimulatedPod Pod)
{
    /// <summary>As applications call it.</summary>
    public string Host => $"{Name.Name}.{Name.Namespace}.svc.cluster.local";

    /// <summary>Reached through the tunnel of the ambient mesh: its namespace has no sidecars.</summary>
    public bool IsAmbient { get; init; }
}
