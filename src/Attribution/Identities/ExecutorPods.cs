using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>Pods of the KubernetesExecutor, Airflow 1.10 to 3.</summary>
internal static class ExecutorPods
{
    public static bool IsOne(in PodMarks pod) =>
        pod.IsTrue(AirflowKeys.KubernetesExecutor)
        || (pod.Has(AirflowKeys.AirflowWorker) && !pod.Has(AirflowKeys.KubernetesPodOperator) && HasOwnMark(pod));

    /// <summary>Null when the pod carries no ids.</summary>
    public static PodClaim? Read(in PodMarks pod)
    {
        if (IsCallback(pod))
        {
            // One callback may concern a whole run and names no task: it is Airflow's own work.
            return new PodClaim(OwnerKind.Component, PodRole.Callback, null, "callback", pod.Label(AirflowKeys.Release), true);
        }

        var attempt = FromAnnotations(pod) ?? FromLabels(pod);
        return attempt is null
            ? null
            : new PodClaim(OwnerKind.Task, PodRole.Executor, attempt, "", pod.Label(AirflowKeys.Release), true);
    }

    /// <summary>Before 1.10.7 the executor wrote neither <c>kubernetes_executor</c> nor <c>airflow_version</c>; its worker label
    /// together with a date in the executor's own spelling is as good a mark.</summary>
    private static bool HasOwnMark(in PodMarks pod) =>
        pod.Has(AirflowKeys.AirflowVersion) || IsoDates.FromExecutorLabel(pod.Label(AirflowKeys.ExecutionDate)).Length > 0;

    private static bool IsCallback(in PodMarks pod) =>
        pod.Annotation(AirflowKeys.DagId).Length == 0
        && (pod.Annotation(AirflowKeys.CallbackId).Length > 0 || pod.Label(AirflowKeys.DagId) == AirflowKeys.CallbackDagLabel);

    private static TaskTry? FromAnnotations(in PodMarks pod)
    {
        var dag = pod.Annotation(AirflowKeys.DagId);
        var task = pod.Annotation(AirflowKeys.TaskId);
        if (dag.Length == 0 || task.Length == 0)
        {
            return null;
        }

        // 1.10.13 to 1.10.15 sanitised the ids before they reached the annotations; from 2.0 on they are exact.
        var form = pod.Label(AirflowKeys.AirflowVersion).StartsWith("1.10.", StringComparison.Ordinal)
            && (LabelSafe.MayBeHashed(dag) || LabelSafe.MayBeHashed(task))
            ? IdForm.Hashed
            : IdForm.Raw;
        return new TaskTry(
            new TaskKey(pod.Namespace, dag, task),
            pod.Annotation(AirflowKeys.RunId),
            PodMarks.Number(pod.Annotation(AirflowKeys.TryNumber), PodMarks.Number(pod.Label(AirflowKeys.TryNumber), 0)),
            PodMarks.Number(pod.Annotation(AirflowKeys.MapIndex), -1),
            form,
            pod.Annotation(AirflowKeys.ExecutionDate));
    }

    private static TaskTry? FromLabels(in PodMarks pod)
    {
        // 2.0.0 and 2.0.1 wrote the ids as they are (and Kubernetes refused the pods whose ids are no label values).
        var version = pod.Label(AirflowKeys.AirflowVersion);
        return LabelledIds.Read(pod, labelsAreRaw: version is "2.0.0" or "2.0.1");
    }
}
