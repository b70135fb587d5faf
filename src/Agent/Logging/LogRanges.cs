using System.Collections.Immutable;

namespace Windsock.Agent.Logging;

/// <summary>Which event ids each folder may use: an id says where a line came from, whatever its text becomes. A folder that
/// logs takes a range here first; ranges are never used again for something else.</summary>
internal static class LogRanges
{
    public static ImmutableArray<LogRange> All { get; } =
    [
        new("Agent", 1000, 1099, "start, stop, configuration"),
        new("Agent/Web", 1100, 1199, "the agent's own pages"),
        new("Agent/Replay", 1200, 1299, "replay of recordings"),
        new("Agent/Simulation", 1300, 1399, "the simulated cluster of the demo"),
        new("Agent/Guardrails", 1400, 1499, "which guardrails are in force, and which match nothing"),
        new("Agent/Alerting", 1500, 1599, "what became of findings"),
        new("Pipeline", 2000, 2999, "queues, supervision of sources, sinks, the state directory, the outbox, shutdown"),
        new("FlowCollector/Hubble", 3000, 3099, "the Hubble client"),
        new("FlowCollector/Grpc", 3100, 3199, "gRPC over HTTP/2"),
        new("FlowCollector/Replay", 3200, 3299, "reading recordings"),
        new("FlowCollector/Cluster", 3300, 3339, "Kubernetes list and watch"),
        new("FlowCollector/TerraformLocks", 3340, 3359, "the watch of Terraform's locks"),
        new("FlowCollector/Crossplane", 3360, 3399, "finding and watching Crossplane's types"),
        new("FlowCollector/IstioAccessLog", 3400, 3499, "access logs that proxies stream"),
        new("FlowCollector/Otlp", 3500, 3599, "access logs as OpenTelemetry's log records"),
        new("FlowCollector/KubernetesAudit", 3600, 3699, "the port that audit events are sent to"),
        new("FlowCollector/AirflowApi", 3700, 3799, "questions to Airflow's REST API"),
        new("FlowCollector/CallReceivers", 3800, 3899, "the port that proxies of a mesh send to"),
        new("FlowCollector/MeshMetrics", 3900, 3999, "scraping the counters of proxies"),
        new("Attribution", 4000, 4999, "does not log: it is pure"),
        new("Detection", 5000, 5999, "does not log: it is pure"),
        new("Exporter/Prometheus", 6000, 6099, "metrics and their budget"),
        new("Exporter/Alerts", 6100, 6199, "alerts to Alertmanager, webhooks, PagerDuty and Slack"),
        new("Exporter/AuditTrail", 6200, 6299, "the audit trail: where it stands, what it could not write"),
        new("Exporter/FlowLog", 6300, 6399, "attributed flows to files and collectors"),
        new("Exporter/KubernetesEvents", 6400, 6499, "Kubernetes Events on the pods of failed tries"),
    ];
}
