using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Results;

/// <summary>How a try ended, as far as its pods and Airflow say. Pure.</summary>
/// <param name="DecidedBy">The pod whose end it is; null when Airflow alone said so or nobody did.</param>
internal readonly record struct TryVerdict(TryResult Result, ResultSource Source, PodRecord? DecidedBy)
{
    private static readonly TryVerdict Nobody = new(TryResult.Unknown, ResultSource.None, null);

    /// <summary>Of a try whose pods have all ended.</summary>
    /// <param name="airflowState">Airflow's word, empty when there is none.</param>
    public static TryVerdict Of(IReadOnlyList<PodRecord> pods, string airflowState)
    {
        var byPods = OfPods(pods);
        return AirflowStates.ResultOf(airflowState) is { } result
            ? new TryVerdict(result, ResultSource.AirflowApi, byPods.DecidedBy ?? pods.MaxBy(pod => pod.EndedAt))
            : byPods;
    }

    /// <summary>The pod that does the work decides before the one that waits for it. An executor's pod can say that it broke and
    /// nothing else: it ends in phase Succeeded whatever becomes of its task.</summary>
    private static TryVerdict OfPods(IReadOnlyList<PodRecord> pods)
    {
        var work = Last(pods, PodRole.Operator) ?? Last(pods, PodRole.SparkDriver);
        var byWork = OfPod(work);
        if (byWork.Result == TryResult.Failed)
        {
            return byWork;
        }

        var byExecutor = OfPod(Last(pods, PodRole.Executor));
        return byExecutor.Result == TryResult.Failed ? byExecutor
            : byWork.Result == TryResult.Succeeded ? byWork
            : Nobody with { DecidedBy = work ?? byExecutor.DecidedBy };
    }

    private static TryVerdict OfPod(PodRecord? pod)
    {
        if (pod?.Reading is not { } reading)
        {
            return Nobody with { DecidedBy = pod };
        }

        var source = reading.IsByExitCode ? ResultSource.ContainerExitCode : ResultSource.PodPhase;
        if (reading.Ending == PodEnding.None && pod.IsGone)
        {
            return reading switch
            {
                // Airflow itself takes it for a failure and deletes the pod.
                { CannotStart: true, RanAt.IsMissing: true } => new TryVerdict(TryResult.Failed, ResultSource.PodPhase, pod),
                { ExitCode: { } code } => new TryVerdict(code == 0 ? TryResult.Succeeded : TryResult.Failed, ResultSource.ContainerExitCode, pod),
                _ => Nobody with { DecidedBy = pod },
            };
        }

        return reading.Ending switch
        {
            PodEnding.Failed => new TryVerdict(TryResult.Failed, source, pod),
            PodEnding.Succeeded => new TryVerdict(TryResult.Succeeded, source, pod),
            _ => Nobody with { DecidedBy = pod },
        };
    }

    /// <summary>A try may have several pods of a role, one after the other: a deferred or rescheduled task goes on in a new one, a Job
    /// makes a new one for one that failed.</summary>
    private static PodRecord? Last(IReadOnlyList<PodRecord> pods, PodRole role)
    {
        PodRecord? last = null;
        foreach (var pod in pods)
        {
            if (pod.Owner.Role == role && (last is null || pod.FirstSeen > last.FirstSeen || (pod.FirstSeen == last.FirstSeen && pod.EndedAt > last.EndedAt)))
            {
                last = pod;
            }
        }

        return last;
    }
}
