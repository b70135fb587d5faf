using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.FlowCollector.AirflowApi;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>airflow</c>: whose word is believed, and how flows are tied to tasks.</summary>
internal sealed class AirflowSection
{
    [MinLength(1)]
    [Description("Namespaces whose pods may be Airflow's. A pod elsewhere that carries Airflow labels is reported, not believed. \"*\" believes everywhere.")]
    public IReadOnlyList<string> Namespaces { get; set; } = ["*"];

    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    [Description("How long a flow whose pod is not known yet waits for it before it counts as unknown.")]
    public TimeSpan WaitRoom { get; set; } = TimeSpan.FromSeconds(3);

    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    [Description("How far clocks may differ. A flow this close outside a pod's life is still its own, as inferred instead of exact.")]
    public TimeSpan ClockSkewTolerance { get; set; } = TimeSpan.FromSeconds(2);

    [Description("Airflow's REST API, which says how ended tries went and whose they are.")]
    public AirflowApiOptions Api { get; set; } = new();

    public static IEnumerable<string> Warn(AirflowSection options)
    {
        if (options.Namespaces.Contains("*", StringComparer.Ordinal))
        {
            yield return "airflow.namespaces is [*]: any pod in the cluster may claim to be an Airflow task by its labels; list the namespaces Airflow runs in";
        }
    }
}
