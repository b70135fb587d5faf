using System.Collections.Frozen;
using Windsock.Agent.Doctor.Sights;
using Windsock.Detection.Anomalies.IdentityExplosion;
using Windsock.Model.Flows;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Cilium's security identities hold no label that Airflow gives each try anew: every such pod would take one more of the
/// 65,000 identities that a cluster has.</summary>
internal sealed class IdentityLabelsCheck(HubbleSight hubble, IReadOnlyList<string> namespaces) : IDoctorCheck
{
    /// <summary>Numeric identities of pods; those around are reserved or local to a node.</summary>
    private const uint FirstOfPods = 256, LastOfPods = 65_535;

    /// <summary>New with each try or run.</summary>
    private static readonly FrozenSet<string> PerTry = FrozenSet.Create(
        StringComparer.Ordinal, "run_id", "try_number", "map_index", "airflow-worker", "execution_date", "logical_date", "already_checked", "spark-app-selector", "spark-exec-id");

    /// <summary>As many as there are DAGs and tasks: policies may select by them.</summary>
    private static readonly FrozenSet<string> PerTask = FrozenSet.Create(StringComparer.Ordinal, "dag_id", "task_id");

    public CheckArea Area => CheckArea.Hubble;

    public string Name => "identities";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var flows = (await hubble.SampleAsync()).Flows;
        var ends = flows.SelectMany(flow => new[] { flow.Source, flow.Destination }).Where(IsAirflow).Distinct().ToList();
        if (ends.Count == 0)
        {
            return CheckResult.Skipped("No flow of a pod in Airflow's namespaces came, so its identity was not seen.");
        }

        var keys = ends.SelectMany(end => end.Labels).Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var perTry = keys.Where(PerTry.Contains).Order(StringComparer.Ordinal).ToList();
        var perTask = keys.Where(PerTask.Contains).Order(StringComparer.Ordinal).ToList();
        var identities = ends.Select(end => end.Identity).Distinct().Count();
        if (perTry.Count > 0)
        {
            var further = perTask.Count == 0 ? "" : $" {CheckWords.List(perTask)} {(perTask.Count == 1 ? "makes" : "make")} one identity per task: keep {(perTask.Count == 1 ? "it" : "them")} only if policies select by {(perTask.Count == 1 ? "it" : "them")}.";
            return CheckResult.Warn(
                $"Cilium's identities hold {(perTry.Count == 1 ? "the label" : "the labels")} {CheckWords.List(perTry)}, which each try has anew: {CheckWords.Count(identities, "identity", "identities")} among the pods just seen, of 65,000 that a cluster has.{further}",
                IdentityLabels.MendOf(perTry));
        }

        return perTask.Count > 0
            ? CheckResult.Ok($"{CheckWords.List(perTask)} are in Cilium's identities: one identity per task, {identities} among the pods just seen. Policies may select by them; if none does, leave them out: labels: '{IdentityLabels.SettingOf(perTask)}'.")
            : CheckResult.Ok($"No label of a try or a task is in Cilium's identities; {CheckWords.Count(identities, "identity", "identities")} among the pods just seen.");
    }

    private bool IsAirflow(Endpoint end) => end.Identity is >= FirstOfPods and <= LastOfPods
        && (namespaces.Contains(end.Namespace, StringComparer.Ordinal)
            || (namespaces.Contains("*", StringComparer.Ordinal) && end.Labels.Any(label => KeyOf(label) is var key && (PerTry.Contains(key) || PerTask.Contains(key)))));

    /// <summary>Empty for a label that is not a pod's own.</summary>
    private static string KeyOf(string label)
    {
        if (!label.StartsWith(IdentityLabels.Source, StringComparison.Ordinal))
        {
            return "";
        }

        var key = label[IdentityLabels.Source.Length..];
        var end = key.IndexOf('=', StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }
}
