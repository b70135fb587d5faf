using System.Globalization;
using Windsock.Agent.Doctor.Sights;
using Windsock.Attribution.Identities;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Pods in Airflow's namespaces carry what ties them to tasks.</summary>
internal sealed class AirflowPodsCheck(ClusterSight cluster, IReadOnlyList<string> namespaces) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Airflow;

    public string Name => "pods";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var seen = await cluster.PodsAsync();
        var readings = seen.Pods.Select(pod => (Pod: pod, Reading: PodReading.Of(pod))).ToList();
        int CountOf(PodEvidence evidence) => readings.Count(read => read.Reading.Evidence == evidence);
        var (exact, labelled, components, marked) = (CountOf(PodEvidence.Annotations), CountOf(PodEvidence.Labels), CountOf(PodEvidence.Component), CountOf(PodEvidence.MarkOnly));
        var where = namespaces.Contains("*", StringComparer.Ordinal) ? "all namespaces" : CheckWords.List([.. namespaces]);
        if (exact + labelled + components + marked == 0)
        {
            return CheckResult.Warn(
                $"None of {CheckWords.Count(seen.Pods.Length, "pod", "pods")} in {where} is Airflow's: no flow will be tied to a task.",
                "Set airflow.namespaces to where Airflow's workers and its scheduler run. If they run there, see that pods keep the labels that Airflow's chart and its operators write.");
        }

        var meaning = string.Create(
            CultureInfo.InvariantCulture,
            $"Of {(seen.IsCut ? "the first " : "")}{seen.Pods.Length} pods in {where}: {exact} tasks by annotations (exact ids), {labelled} by labels, {components} parts of Airflow, {CountOf(PodEvidence.None) + marked} others.");
        if (marked > 0)
        {
            var names = readings.Where(read => read.Reading.Evidence == PodEvidence.MarkOnly).Select(read => $"{read.Pod.Namespace}/{read.Pod.Name}").ToList();
            return CheckResult.Warn(
                $"{meaning} {CheckWords.Count(marked, "pod carries", "pods carry")} a mark of Airflow without dag_id and task_id: {CheckWords.List(names, 3)}.",
                "See that pod templates and mutation hooks keep the labels and annotations that Airflow writes.");
        }

        var hashed = readings.Count(read => read.Reading.IsHashed);
        return hashed > 0 && exact == 0
            ? CheckResult.Warn(
                $"{meaning} Ids of {hashed} of them are label-safe forms that end in a hash, and no pod of the KubernetesExecutor tells the raw ones.",
                "Nothing is miscounted; names in metrics are the label-safe forms. They are recovered where the KubernetesExecutor runs beside the operator's pods.")
            : CheckResult.Ok(hashed > 0 ? $"{meaning} Ids of {hashed} are label-safe forms that end in a hash, until a pod of the KubernetesExecutor tells the raw ones." : meaning);
    }
}
