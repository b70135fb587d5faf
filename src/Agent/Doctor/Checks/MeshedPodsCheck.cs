using System.Globalization;
using Windsock.Agent.Doctor.Sights;
using Windsock.Attribution.Identities;
using Windsock.FlowCollector.Cluster.Probing;
using Windsock.Model.Cluster;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Which of Airflow's pods are in the mesh, and whether the agent listens to it.</summary>
/// <param name="listens"><c>istio.accessLog</c>, <c>istio.metrics</c> or <c>otlp</c> is on.</param>
internal sealed class MeshedPodsCheck(ClusterSight cluster, bool listens) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Istio;

    public string Name => "pods";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var seen = await cluster.PodsAsync();
        var pods = seen.Pods.Where(pod => PodReading.Of(pod).Evidence is PodEvidence.Annotations or PodEvidence.Labels or PodEvidence.Component).ToList();
        if (pods.Count == 0)
        {
            return CheckResult.Skipped("No pod of Airflow was seen.");
        }

        var sidecars = pods.Count(HasSidecar);
        var ambient = pods.Count(pod => !HasSidecar(pod) && pod.Annotations.GetValueOrDefault(KubernetesProbe.AmbientAnnotation, "") == "enabled");
        var meaning = string.Create(CultureInfo.InvariantCulture, $"Of {pods.Count} pods of Airflow {sidecars} have a sidecar and {ambient} are in the ambient mesh.");
        return (sidecars + ambient, listens) switch
        {
            (0, false) => CheckResult.Skipped($"{meaning} Nothing of istio is switched on, and nothing is to be heard."),
            (0, true) => CheckResult.Warn(
                $"{meaning} The agent listens to the mesh for nothing.",
                "Put Airflow's namespace into the mesh (label istio-injection=enabled, or istio.io/dataplane-mode=ambient) and restart its pods, or switch istio.accessLog, istio.metrics and otlp off."),
            (_, false) => CheckResult.Warn(
                $"{meaning} The agent does not listen to it: status codes, response flags and mutual TLS stay unknown.",
                "Switch istio.accessLog on (docs/guides/istio.md), or istio.metrics, which needs no change to Istio (docs/guides/istio-metrics.md)."),
            _ => CheckResult.Ok(meaning),
        };
    }

    private static bool HasSidecar(PodState pod) => pod.Containers.Any(container => container.Name == "istio-proxy");
}
