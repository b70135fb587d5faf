using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Tries;

/// <summary>States of pods as Kubernetes shows them.</summary>
internal static class SomePod
{
    /// <summary>A moment, in seconds of the test's own time.</summary>
    public static Instant At(double seconds) => new((1_700_000_000L * 1_000_000_000L) + (long)(seconds * 1e9));

    public static PodState Pending(string uid) => new()
    {
        Uid = uid,
        Namespace = "airflow",
        Name = $"pod-{uid}",
        NodeName = "worker-1",
        Phase = PodPhase.Pending,
        Containers = [Waiting("base", "ContainerCreating")],
    };

    public static PodState Running(string uid, double since = 0) => Pending(uid) with { Phase = PodPhase.Running, StartedAt = At(since), Containers = [Runs("base", since)] };

    public static PodState Ended(string uid, int exitCode, double at, string reason = "") => Running(uid) with
    {
        Phase = exitCode == 0 ? PodPhase.Succeeded : PodPhase.Failed,
        Containers = [Ends("base", exitCode, at, reason)],
    };

    public static ContainerState Runs(string name, double since = 0) => new(name, false, false, false, At(since), Instant.Missing, 0, "");

    public static ContainerState Ends(string name, int exitCode, double at, string reason = "") =>
        new(name, false, false, true, At(0), At(at), exitCode, reason.Length > 0 ? reason : exitCode == 0 ? "Completed" : "Error");

    public static ContainerState Waiting(string name, string reason) => new(name, false, false, false, Instant.Missing, Instant.Missing, 0, reason);
}
