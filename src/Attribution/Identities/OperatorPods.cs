using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>Pods that operators start: KubernetesPodOperator and its relatives, Job pods, Spark drivers and executors.</summary>
internal static class OperatorPods
{
    public static bool IsOne(in PodMarks pod) =>
        pod.IsTrue(AirflowKeys.KubernetesPodOperator) || pod.IsTrue(AirflowKeys.SparkKubernetesOperator) || pod.Has(AirflowKeys.AirflowVersion);

    /// <summary>Null when the pod carries no ids, as those of Airflow before 1.10.11 do not.</summary>
    public static PodClaim? Read(in PodMarks pod)
    {
        var attempt = LabelledIds.Read(pod, labelsAreRaw: false);
        return attempt is null ? null : new PodClaim(OwnerKind.Task, Role(pod), attempt, "", "", true);
    }

    private static PodRole Role(in PodMarks pod) => pod.IsTrue(AirflowKeys.SparkKubernetesOperator)
        ? pod.Label(AirflowKeys.SparkRole) switch
        {
            "driver" => PodRole.SparkDriver,
            "executor" => PodRole.SparkExecutor,
            _ => PodRole.Operator,
        }
        : PodRole.Operator;
}
