using Windsock.Model.Cluster;

namespace Windsock.Agent.Simulation.World;

/// <summary>A pod as the Kubernetes API shows it at one moment. All times are whole seconds.</summary>
/// <param name="DeletionAt">metadata.deletionTimestamp.</param>
/// <param name="Reason">Of the ended container; empty: what goes with <paramref name="ExitCode"/>.</param>
internal sealed record PodSnapshot(
    SimulatedPod Pod,
    PodPhase Phase,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? FinishedAt = null,
    int ExitCode = 0,
    DateTimeOffset? DeletionAt = null,
    string Reason = "");
