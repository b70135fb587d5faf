using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Sections;
using Windsock.Detection;
using Windsock.Exporter.Prometheus;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;

namespace Windsock.Agent.Configuration;

/// <summary>The sections of the agent's file: one line each.</summary>
internal static class AgentSections
{
    public static ConfigurationSchema Schema { get; } = ConfigurationSchema.Empty
        .Add<NodeOptions>("node", "The agent process on its node.")
        .Add<HttpOptions>("http", "The agent's own pages.")
        .Add<HubbleOptions>("hubble", "Where the flows come from.")
        .Add<IstioSection>("istio", "What the service mesh tells of calls.", IstioSection.Warn)
        .Add<KubernetesOptions>("kubernetes", "How the agent learns about pods.")
        .Add<AirflowSection>("airflow", "Which pods are Airflow's, and how flows are tied to them.", AirflowSection.Warn)
        .Add<PrometheusOptions>("metrics", "How many series /metrics may have.")
        .Add<DetectionOptions>("detection", "How flow events become connections, and what is seen the stories of tries.")
        .Add<AlertsSection>("alerts", "Where the agent says what it found, beside its metrics.")
        .Reserve("otlp", "audit", "flowLog", "platform")
        .DefaultFrom("node.name", new("`NODE_NAME` of the environment, else the host name", NodeName));

    private static (string Value, string From) NodeName(IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue("NODE_NAME", out var name) && name.Length > 0
            ? (name, "environment NODE_NAME")
            : (System.Environment.MachineName, "host name");
}
