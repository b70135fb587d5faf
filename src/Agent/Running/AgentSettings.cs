using System.Net;
using Windsock.Agent.Alerting;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Platform;
using Windsock.Attribution;
using Windsock.Detection;
using Windsock.Detection.Alerting;
using Windsock.Detection.Guardrails;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.KubernetesEvents;
using Windsock.Exporter.Prometheus;
using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.FlowCollector.Otlp;
using Windsock.Pipeline;
using Windsock.Pipeline.Stages;

namespace Windsock.Agent.Running;

/// <summary>The options of every part, as the sections of one configuration say.</summary>
internal sealed record AgentSettings(
    string NodeName, HubbleOptions Hubble, MeshSettings Mesh, KubernetesOptions Kubernetes, AttributionOptions Attribution, PrometheusOptions Prometheus, PipelineOptions Pipeline,
    DetectionOptions Detection, AirflowApiOptions AirflowApi, KubernetesEventsOptions KubernetesEvents)
{
    /// <summary>What DAGs are meant to do, as their owners declare it.</summary>
    public GuardrailSet Guardrails { get; init; } = GuardrailSet.Empty;

    /// <summary>What follows the platform below the tasks, and how it is understood.</summary>
    public PlatformSettings Platform { get; init; } = PlatformSettings.Defaults;

    /// <summary>From findings to receivers.</summary>
    public AlertingSettings Alerting { get; init; } = AlertingSettings.Defaults;

    /// <summary>Attributed flows, one by one, to where they are kept.</summary>
    public FlowLogOptions FlowLog { get; init; } = new();

    /// <summary>Defaults of every part, without a cluster to watch.</summary>
    public static AgentSettings Defaults { get; } = new(
        "node", new HubbleOptions(), new MeshSettings(new ReceiverOptions(), new AccessLogOptions(), new OtlpOptions(), new MeshMetricsOptions()),
        new KubernetesOptions { Scope = KubernetesScope.Off }, new AttributionOptions(), new PrometheusOptions(), new PipelineOptions(),
        new DetectionOptions(), new AirflowApiOptions(), new KubernetesEventsOptions());

    public static AgentSettings From(LoadedConfiguration configuration)
    {
        var node = configuration.Get<NodeOptions>();
        var airflow = configuration.Get<AirflowSection>();
        var istio = configuration.Get<IstioSection>();
        var kubernetes = configuration.Get<KubernetesOptions>();
        return new AgentSettings(
            node.Name,
            configuration.Get<HubbleOptions>(),
            new MeshSettings(istio.Receiver, istio.AccessLog, configuration.Get<OtlpOptions>(), istio.Metrics),
            kubernetes,
            new AttributionOptions
            {
                AirflowNamespaces = airflow.Namespaces,
                NodeName = node.Name,
                AgentPod = node.Pod,
                ReceiverPort = istio.AccessLog.Enabled || configuration.Get<OtlpOptions>().Enabled ? IPEndPoint.Parse(istio.Receiver.Listen).Port : 0,
                Scope = kubernetes.Scope == KubernetesScope.Cluster ? AttributionScope.Cluster : AttributionScope.Node,
                ClockToleranceSeconds = airflow.ClockSkewTolerance.TotalSeconds,
            },
            configuration.Get<PrometheusOptions>(),
            new PipelineOptions
            {
                SourceQueueCapacity = node.QueueCapacity,
                ConsumerQueueCapacity = node.QueueCapacity,
                ShutdownBudget = node.ShutdownBudget,
                WaitRoom = new WaitRoomOptions { Wait = airflow.WaitRoom },
            },
            configuration.Get<DetectionOptions>(),
            airflow.Api,
            configuration.Get<AlertsSection>().KubernetesEvents)
        {
            Guardrails = configuration.Find<GuardrailSet>() ?? GuardrailSet.Empty,
            FlowLog = configuration.Get<FlowLogOptions>(),
            Platform = configuration.Get<PlatformSection>().ToSettings(configuration.Get<KubernetesAuditOptions>()),
            Alerting = AlertingOf(configuration, node.StateDirectory),
        };
    }

    private static AlertingSettings AlertingOf(LoadedConfiguration configuration, string stateDirectory)
    {
        var alerts = configuration.Get<AlertsSection>();
        return new AlertingSettings(stateDirectory, alerts.Policy, alerts.ToSinks(), alerts.Links, alerts.Outbox, configuration.Find<OwnerRules>() ?? OwnerRules.None);
    }
}
