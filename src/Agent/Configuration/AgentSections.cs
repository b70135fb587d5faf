using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Sections;
using Windsock.Detection;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Prometheus;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.Otlp;

namespace Windsock.Agent.Configuration;

/// <summary>The sections of the agent's file: one line each.</summary>
internal static class AgentSections
{
    public static ConfigurationSchema Schema { get; } = ConfigurationSchema.Empty
        .Add<NodeOptions>("node", "The agent process on its node.")
        .Add<HttpOptions>("http", "The agent's own pages.")
        .Add<HubbleOptions>("hubble", "Where the flows come from.")
        .Add<IstioSection>("istio", "What the service mesh tells of calls.", IstioSection.Warn)
        .Add<OtlpOptions>("otlp", "Access logs as OpenTelemetry log records.", WarnOfOtlp)
        .Add<KubernetesOptions>("kubernetes", "How the agent learns about pods.")
        .Add<AirflowSection>("airflow", "Which pods are Airflow's, and how flows are tied to them.", AirflowSection.Warn)
        .Add<PrometheusOptions>("metrics", "How many series /metrics may have.")
        .Add<DetectionOptions>("detection", "What is made of flows: connections, the stories of tries, what is usual, and what is wrong.")
        .Add<AlertsSection>("alerts", "Where the agent says what it found, beside its metrics.")
        .Add<FlowLogOptions>("flowLog", "Attributed flows, one by one, to files or a collector.")
        .Add<KubernetesAuditOptions>("audit", "Audit events of API servers and clouds: what was asked of the platform, and by whom.", WarnOfAudit)
        .Add<PlatformSection>("platform", "What tasks do to Kubernetes, Crossplane, Terraform and clouds.")
        .DefaultFrom("node.pod", new("`POD_NAMESPACE`/`POD_NAME` of the environment, else empty", NodePod))
        .DefaultFrom("node.name", new("`NODE_NAME` of the environment, else the host name", NodeName));

    private static (string Value, string From) NodePod(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue("POD_NAMESPACE", out var space) && environment.TryGetValue("POD_NAME", out var name) && space.Length > 0 && name.Length > 0
            ? ($"{space}/{name}", "environment POD_NAMESPACE and POD_NAME")
            : ("", "not told");

    private static (string Value, string From) NodeName(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue("NODE_NAME", out var name) && name.Length > 0
            ? (name, "environment NODE_NAME")
            : (System.Environment.MachineName, "host name");

    private static IEnumerable<string> WarnOfAudit(KubernetesAuditOptions options)
    {
        if (options is { Enabled: true, Insecure: true })
        {
            yield return "audit.insecure is true: whoever reaches audit.listen can invent audit events; keep others than the API servers away from it";
        }
    }

    private static IEnumerable<string> WarnOfOtlp(OtlpOptions options)
    {
        if (options is { Enabled: true, VerifySender: false })
        {
            yield return "otlp.verifySender is false: whoever reaches istio.receiver.listen or http.listen can report calls in the name of any pod; keep others than the collector away from them";
        }
    }
}
