using System.Collections.Immutable;
using System.Net;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Doctor.Checks;
using Windsock.Agent.Doctor.Sights;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Probing;
using Windsock.FlowCollector.AirflowApi.Probing;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.Otlp;

namespace Windsock.Agent.Doctor;

/// <summary>The checks that a configuration calls for: one line each.</summary>
internal sealed class DoctorChecks(LoadedConfiguration configuration, TimeProvider time)
{
    /// <summary>What the agent calls its audit port among its sources.</summary>
    private const string AuditSource = "audit";

    private readonly AirflowSection _airflow = configuration.Get<AirflowSection>();
    private readonly AlertsSection _alerts = configuration.Get<AlertsSection>();
    private readonly IstioSection _istio = configuration.Get<IstioSection>();
    private readonly NodeOptions _node = configuration.Get<NodeOptions>();

    /// <param name="tested">Sinks that get a test alert; none without the wish for it.</param>
    public ImmutableArray<IDoctorCheck> All(
        DoctorArguments arguments, Uri agentAddress, HubbleSight hubble, KubernetesSight kubernetes, AgentSight agent, ImmutableArray<ReceiverProbe> receivers, ImmutableArray<IAlertSink> tested) =>
    [
        new ConfigurationCheck(arguments.Config ?? "the configuration of the environment", configuration),
        .. AboutHubble(hubble),
        .. kubernetes.Cluster is { } cluster ? AboutCluster(cluster, agentAddress.Host) : [new FixedCheck(CheckArea.Kubernetes, "connection", kubernetes.Instead!)],
        .. AboutAirflow(arguments.Timeout),
        .. AboutPlatform(agent, agentAddress.Host),
        new AgentRunningCheck(agent, isAsked: arguments.Agent is not null),
        new AgentReadinessCheck(agent),
        new CompletenessCheck(agent),
        new ScrapeCheck(agent, time),
        .. AboutAlerts(agent, receivers, tested),
        new StateDirectoryCheck(_node.StateDirectory, hasReceivers: !receivers.IsEmpty),
    ];

    private IEnumerable<IDoctorCheck> AboutHubble(HubbleSight hubble) => !configuration.Get<HubbleOptions>().Enabled
        ? [new FixedCheck(CheckArea.Hubble, "connection", CheckResult.Skipped("hubble.enabled is false: this agent reads no flows."))]
        :
    [
        new HubbleConnectionCheck(hubble),
        new HubbleNodesCheck(hubble, configuration.Get<KubernetesOptions>().Scope),
        new HubbleRingCheck(hubble),
        new HubbleFlowsCheck(hubble),
        new HubbleLossCheck(hubble),
        new HubbleLayer7Check(hubble, _airflow.Namespaces),
        new IdentityLabelsCheck(hubble, _airflow.Namespaces),
        new HubbleClockCheck(hubble, _airflow.ClockSkewTolerance),
    ];

    private IEnumerable<IDoctorCheck> AboutAirflow(TimeSpan timeout) => _airflow.Api.IsEnabled
        ? [new AirflowApiCheck(stop => AirflowApiProbe.AskAsync(_airflow.Api, timeout * 0.8, time, stop))]
        : [];

    private IEnumerable<IDoctorCheck> AboutCluster(ClusterSight cluster, string agentHost)
    {
        var platform = configuration.Get<PlatformSection>().ToSettings(configuration.Get<KubernetesAuditOptions>());
        var receives = _istio.AccessLog.Enabled || configuration.Get<OtlpOptions>().Enabled;
        return
        [
            new KubernetesConnectionCheck(cluster),
            new RightsCheck(cluster, RightsCheck.NeededBy(
                configuration.Get<KubernetesOptions>(), _alerts.KubernetesEvents.Enabled, platform.TerraformLocks.Enabled, platform.Crossplane.Enabled)),
            new KubernetesClockCheck(cluster, _airflow.ClockSkewTolerance),
            new AirflowPodsCheck(cluster, _airflow.Namespaces),
            new MeshedPodsCheck(cluster, receives || _istio.Metrics.Enabled),
            .. receives
                ? [new TelemetryCheck(cluster), new MeshProviderCheck(cluster), new ReceiverPortCheck(agentHost, IPEndPoint.Parse(_istio.Receiver.Listen).Port)]
                : Array.Empty<IDoctorCheck>(),
        ];
    }

    private IEnumerable<IDoctorCheck> AboutPlatform(AgentSight agent, string agentHost)
    {
        var audit = configuration.Get<KubernetesAuditOptions>();
        var platform = configuration.Get<PlatformSection>();
        return
        [
            .. audit.Enabled
                ? [new AuditPortCheck(agentHost, IPEndPoint.Parse(audit.Listen).Port, audit.Tls.CertFile.Length > 0, time), new AuditSendersCheck(audit), new AuditEventsCheck(agent, AuditSource)]
                : Array.Empty<IDoctorCheck>(),
            .. platform.Crossplane.Enabled ? [new PlatformWatchCheck(agent, "crossplane", "platform.crossplane", "resources of Crossplane")] : Array.Empty<IDoctorCheck>(),
            .. platform.Terraform.Enabled ? [new PlatformWatchCheck(agent, "terraform_locks", "platform.terraform", "state locks of Terraform")] : Array.Empty<IDoctorCheck>(),
            .. platform.Trail.Directory.Length > 0 ? [new TrailCheck(platform.Trail.Directory, platform.Trail.KeyFile)] : Array.Empty<IDoctorCheck>(),
        ];
    }

    private IEnumerable<IDoctorCheck> AboutAlerts(AgentSight agent, ImmutableArray<ReceiverProbe> receivers, ImmutableArray<IAlertSink> tested) => receivers.IsEmpty
        ? [new FixedCheck(CheckArea.Alerts, "receivers", CheckResult.Skipped("No receiver of alerts is switched on: what the agent finds is in its metrics, its log and /api/v1/alerts."))]
        :
        [
            new BacklogCheck(agent),
            .. receivers.Select(receiver => new ReceiverCheck(receiver)),
            .. tested.Select(sink => new TestAlertCheck(sink, _node.Name, time)),
        ];
}
