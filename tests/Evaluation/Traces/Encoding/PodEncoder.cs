using System.Collections.Immutable;
using System.Globalization;
using Windsock.Evaluation.Traces.Runs;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>Pods of tries as Kubernetes shows them.</summary>
internal static class PodEncoder
{
    public static PodState Pending(TryRun attempt) => Pod(attempt) with { Phase = PodPhase.Pending, Containers = Containers(attempt, main => main with { Reason = "ContainerCreating" }) };

    public static PodState Running(TryRun attempt) => Pod(attempt) with
    {
        Phase = PodPhase.Running,
        StartedAt = attempt.Start,
        Ips = [attempt.Ip],
        Containers = Containers(attempt, main => main with { StartedAt = attempt.Start }),
    };

    public static PodState Ended(TryRun attempt) => Running(attempt) with
    {
        Phase = attempt.IsFailed ? PodPhase.Failed : PodPhase.Succeeded,
        Containers = Containers(attempt, main => main with
        {
            IsTerminated = true,
            StartedAt = attempt.Start,
            FinishedAt = attempt.End,
            ExitCode = attempt.IsFailed ? 1 : 0,
            Reason = attempt.IsFailed ? "Error" : "Completed",
        }),
    };

    private static PodState Pod(TryRun attempt) => new()
    {
        Uid = attempt.PodUid,
        Namespace = attempt.Dag.Namespace,
        Name = attempt.PodName,
        NodeName = attempt.Owner.NodeName,
        ServiceAccount = attempt.ServiceAccount,
        CreatedAt = attempt.Start.Add(TimeSpan.FromSeconds(-2)),
        Labels = new Dictionary<string, string>
        {
            ["dag_id"] = attempt.Dag.Id,
            ["task_id"] = attempt.Task.Key.TaskId,
            ["try_number"] = attempt.Number.ToString(CultureInfo.InvariantCulture),
            ["kubernetes_pod_operator"] = "True",
        }.ToImmutableDictionary(),
    };

    /// <summary>Sidecars are native ones: init containers that go on.</summary>
    private static ImmutableArray<ContainerState> Containers(TryRun attempt, Func<ContainerState, ContainerState> change)
    {
        var main = change(new ContainerState("base", false, false, false, Instant.Missing, Instant.Missing, 0, ""));
        return attempt.HasSidecar
            ? [main, change(new ContainerState("istio-proxy", true, true, false, Instant.Missing, Instant.Missing, 0, "")) with { ExitCode = 0, Reason = main.IsTerminated ? "Completed" : "" }]
            : [main];
    }
}
