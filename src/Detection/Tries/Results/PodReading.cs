using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tries.Results;

/// <summary>How a pod ended, by itself.</summary>
internal enum PodEnding : byte
{
    /// <summary>It runs, or nobody knows.</summary>
    None,

    Succeeded,

    Failed,
}

/// <summary>What one state of a pod says about its try. Pure.</summary>
/// <param name="Phase">As Kubernetes spells it.</param>
/// <param name="Ending">By the phase, or by the main container where a plain istio-proxy keeps the phase from telling.</param>
/// <param name="IsByExitCode">The main container's exit code decided.</param>
/// <param name="StartedAt">When the kubelet took it; missing before that.</param>
/// <param name="RanAt">When the first of its containers began; missing before that.</param>
/// <param name="EndedAt">Missing while it runs.</param>
/// <param name="CannotStart">Its container waits for a reason that Airflow takes for a failure.</param>
internal sealed record PodReading(
    string Phase, PodEnding Ending, bool IsByExitCode, int? ExitCode, string Reason, Instant StartedAt, Instant RanAt, Instant EndedAt, bool CannotStart)
{
    private const string ProxyContainer = "istio-proxy";
    private const string XcomContainer = "airflow-xcom-sidecar";

    /// <summary>Operators can name it otherwise, so the name is a preference.</summary>
    private const string MainContainer = "base";

    /// <param name="at">Stands in for an end that the containers give no time for.</param>
    public static PodReading Of(PodState pod, Instant at)
    {
        var main = MainOf(pod);
        var ranAt = RunOf(pod);
        var isOver = pod.Phase is PodPhase.Succeeded or PodPhase.Failed;
        var exitCode = main is { IsTerminated: true } ? main.ExitCode : (int?)null;

        // With a plain istio-proxy the operator looks at its base container and never at the phase, which the proxy holds at Running.
        // A native sidecar is an init container: the kubelet ends it, and the phase is right.
        var isByExitCode = exitCode is not null && pod.Containers.Any(container => !container.IsInit && container.Name == ProxyContainer);
        var ending = isByExitCode ? exitCode == 0 ? PodEnding.Succeeded : PodEnding.Failed
            : pod.Phase == PodPhase.Succeeded ? PodEnding.Succeeded
            : pod.Phase == PodPhase.Failed ? PodEnding.Failed
            : PodEnding.None;
        return new PodReading(
            pod.Phase == PodPhase.Unknown ? "" : pod.Phase.ToString(),
            ending,
            isByExitCode,
            exitCode,
            ReasonOf(pod, main),
            Or(pod.StartedAt, ranAt),
            ranAt,
            isByExitCode ? Or(main!.FinishedAt, at) : isOver ? Or(LastFinish(pod), at) : Instant.Missing,
            !isOver && pod.Containers.Any(container => !container.IsTerminated && IsFatalWait(container.Reason)));
    }

    /// <summary>Neither sidecar is the work; Spark names its containers after itself and has one each.</summary>
    private static ContainerState? MainOf(PodState pod)
    {
        ContainerState? first = null;
        foreach (var container in pod.Containers)
        {
            if (container.IsInit || container.Name is ProxyContainer or XcomContainer)
            {
                continue;
            }

            if (container.Name == MainContainer)
            {
                return container;
            }

            first ??= container;
        }

        return first;
    }

    private static string ReasonOf(PodState pod, ContainerState? main)
    {
        if (pod.Reason.Length > 0)
        {
            return pod.Reason;
        }

        if (main is { Reason: not ("" or "Completed" or "PodInitializing" or "ContainerCreating") })
        {
            return main.Reason;
        }

        // What kept the main container from running: an init container that failed or cannot be made.
        var failed = pod.Containers.FirstOrDefault(container => container.IsInit && (container.IsTerminated ? container.ExitCode != 0 : IsFatalWait(container.Reason)));
        return failed?.Reason ?? "";
    }

    private static bool IsFatalWait(string reason) => reason is
        "CreateContainerConfigError" or "ErrImagePull" or "ImagePullBackOff" or "CreateContainerError" or "ImageInspectError" or "InvalidImageName";

    private static Instant RunOf(PodState pod)
    {
        var first = Instant.Missing;
        foreach (var container in pod.Containers)
        {
            if (!container.StartedAt.IsMissing && (first.IsMissing || container.StartedAt < first))
            {
                first = container.StartedAt;
            }
        }

        return first;
    }

    private static Instant LastFinish(PodState pod)
    {
        var last = Instant.Missing;
        foreach (var container in pod.Containers)
        {
            last = container.IsTerminated && container.FinishedAt > last ? container.FinishedAt : last;
        }

        return last;
    }

    private static Instant Or(Instant known, Instant other) => known.IsMissing ? other : known;
}
