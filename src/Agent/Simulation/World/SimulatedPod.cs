using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>A pod as it was made; what changes over its life is in <see cref="PodSnapshot"/>.</summary>
internal sealed record SimulatedPod
{
    public required string Uid { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string NodeName { get; init; }

    public required TrueOwner Owner { get; init; }

    /// <summary>The try that it works for, null when it works for none.</summary>
    public TaskRun? Run { get; init; }

    /// <summary>Its part in <see cref="Run"/>.</summary>
    public TrueRole Role { get; init; }

    public required ImmutableArray<string> Ips { get; init; }

    public string ServiceAccount { get; init; } = "default";

    public bool HostNetwork { get; init; }

    /// <summary>False: the Kubernetes API never shows this pod.</summary>
    public bool IsShown { get; init; } = true;

    public string ContainerName { get; init; } = "base";

    public string Image { get; init; } = "apache/airflow:3.0.6";

    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The controller that owns the pod, null for a bare pod.</summary>
    public Workload? Controller { get; init; }

    /// <summary>What Cilium names as workload of a local endpoint, null when it names none.</summary>
    public Workload? Workload { get; init; }

    /// <summary>Number of the endpoint on its node; 0 when it runs elsewhere.</summary>
    public uint EndpointId { get; init; }

    public uint Identity { get; init; }

    /// <summary>Its proxy of the service mesh; null when it has none.</summary>
    public Sidecar? Sidecar { get; init; }

    /// <summary>By which the mesh knows the pod: its service account's SPIFFE id.</summary>
    public string Principal => $"spiffe://cluster.local/ns/{Namespace}/sa/{ServiceAccount}";

    /// <summary>Labels of the security identity, with their source.</summary>
    public ImmutableArray<string> IdentityLabels { get; init; } = [];

    public bool IsLocal => EndpointId != 0;
}
