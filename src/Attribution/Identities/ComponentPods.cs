using System.Collections.Frozen;
using Windsock.Attribution.Peers;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>Pods of Airflow itself, by the labels of the charts that people deploy it with.</summary>
internal static class ComponentPods
{
    private const string Airflow = "airflow";

    /// <summary>Workloads that Cloud Composer runs without any component label, in namespaces that start with <c>composer-</c>.</summary>
    private static readonly FrozenDictionary<string, string> ComposerWorkloads = new Dictionary<string, string>
    {
        ["airflow-worker"] = "worker",
        ["airflow-scheduler"] = "scheduler",
        ["airflow-triggerer"] = "triggerer",
        ["airflow-webserver"] = "webserver",
        ["airflow-dag-processor"] = "dag-processor",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null when the pod is none.</summary>
    public static PodClaim? Read(in PodMarks pod)
    {
        // Official chart and Astronomer's, which wraps it.
        if (pod.Label(AirflowKeys.Tier) == Airflow && pod.Has(AirflowKeys.Component))
        {
            return Claim(pod.Label(AirflowKeys.Component), pod.Label(AirflowKeys.Release));
        }

        // Bitnami.
        if (pod.Label(AirflowKeys.RecommendedName) == Airflow)
        {
            return Claim(pod.Label(AirflowKeys.RecommendedComponent), pod.Label(AirflowKeys.RecommendedInstance));
        }

        // Community chart: no tier; component and release besides the chart's name.
        if (pod.Label(AirflowKeys.App) == Airflow && pod.Has(AirflowKeys.Component) && pod.Has(AirflowKeys.Release))
        {
            return Claim(pod.Label(AirflowKeys.Component), pod.Label(AirflowKeys.Release));
        }

        return pod.Namespace.StartsWith("composer-", StringComparison.Ordinal)
            && ComposerWorkloads.TryGetValue(WorkloadNames.Of(pod.Controller, pod.PodName, ""), out var component)
            ? Claim(component, "")
            : null;
    }

    private static PodClaim Claim(string component, string release)
    {
        // Bitnami and the community chart call the web server "web".
        var name = component switch
        {
            "" => Airflow,
            "web" => "webserver",
            _ => component,
        };
        return new PodClaim(OwnerKind.Component, PodRole.Component, null, name, release, true);
    }
}
