namespace Windsock.Agent.Tests.Documents;

/// <summary>Who reads a sample.</summary>
internal enum SampleKind
{
    /// <summary>The agent: its configuration, or a part of it.</summary>
    Configuration,

    Guardrails,

    Owners,

    Kubernetes,

    Alertmanager,

    Prometheus,

    /// <summary>Grafana's provisioning, whose apiVersion is a number and no object's.</summary>
    Grafana,

    /// <summary>Rules of Prometheus: recorded ones and alerts.</summary>
    PrometheusRules,
}
