using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Cluster;

/// <summary>What is kept of a pod: the part of the Kubernetes object that attribution and the ledger of tries read.</summary>
public sealed record PodState
{
    public required string Uid { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Empty until the pod is scheduled.</summary>
    public string NodeName { get; init; } = "";

    public string ServiceAccount { get; init; } = "";

    /// <summary>The pod shares its node's addresses.</summary>
    public bool HostNetwork { get; init; }

    public PodPhase Phase { get; init; }

    /// <summary>status.podIPs (or podIP), in order; empty until the sandbox exists.</summary>
    public ImmutableArray<IpAddress> Ips { get; init; } = [];

    /// <summary>All labels. Null values of the API become empty strings.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Only the annotations that somebody reads; the rest is dropped at the border.</summary>
    public ImmutableDictionary<string, string> Annotations { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>metadata.creationTimestamp, whole seconds.</summary>
    public Instant CreatedAt { get; init; }

    /// <summary>status.startTime, whole seconds; missing until the kubelet took the pod.</summary>
    public Instant StartedAt { get; init; }

    /// <summary>metadata.deletionTimestamp: when deletion was asked for plus the grace period. The pod may still run.</summary>
    public Instant DeletionAt { get; init; }

    /// <summary>Controller owner reference (<c>ReplicaSet/api-7d9f</c>), null when there is none.</summary>
    public Workload? Controller { get; init; }

    public ImmutableArray<ContainerState> Containers { get; init; } = [];

    /// <summary>status.reason, for example <c>Evicted</c>; empty when absent.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>status.phase.</summary>
public enum PodPhase : byte { Unknown, Pending, Running, Succeeded, Failed }

/// <summary>One container's status; init containers included, <see cref="IsInit"/> says which.</summary>
/// <param name="RestartsAlways">An init container with restartPolicy Always: a native sidecar.</param>
/// <param name="FinishedAt">state.terminated.finishedAt, whole seconds; missing while it runs or waits.</param>
/// <param name="ExitCode">Meaningful only when <paramref name="IsTerminated"/>.</param>
/// <param name="Reason">Reason of the waiting or terminated state (<c>OOMKilled</c>, <c>ErrImagePull</c>, ...).</param>
public sealed record ContainerState(
    string Name, bool IsInit, bool RestartsAlways, bool IsTerminated, Instant StartedAt, Instant FinishedAt, int ExitCode, string Reason);
