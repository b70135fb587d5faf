using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Alerting;
using Windsock.Agent.Cardinality;
using Windsock.Agent.Cli;
using Windsock.Agent.Doctor;
using Windsock.Agent.Explain;
using Windsock.Agent.Guardrails;
using Windsock.Agent.Identities;
using Windsock.Agent.Observe;
using Windsock.Agent.Platform;
using Windsock.Agent.Running;
using Windsock.Agent.Tries;
using Windsock.Attribution;
using Windsock.Detection;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.KubernetesEvents;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Platform;
using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;
using Windsock.Pipeline;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.State;

namespace Windsock.Agent;

/// <summary>The whole agent on one page, in the order of the data path. A new source, detector or sink is one folder and one line
/// here.</summary>
internal static class Composition
{
    /// <summary>How often the agent looks at what others have learned.</summary>
    private static readonly TimeSpan LookAroundEvery = TimeSpan.FromMinutes(10);

    public static VerbSet Verbs { get; } = new(
        RunAgent.RunAsync, RunDemo.RunAsync, RunReplay.RunAsync, ExplainVerb.RunAsync, ObserveVerb.RunAsync, TopVerb.RunAsync, DoctorVerb.RunAsync, CardinalityVerb.RunAsync, IdentitiesVerb.RunAsync);

    /// <summary>Every metric family of the agent, for the reference page: also of what is there only with a receiver of alerts or a
    /// state directory.</summary>
    public static ImmutableArray<MetricFamily> MetricFamilies()
    {
        using var parts = Compose(AgentSettings.Defaults, TimeProvider.System, NullLoggerFactory.Instance);
        return [.. parts.Registry.Families, .. OutboxMetricFamilies.All, .. StateDirectory.MetricFamilies];
    }

    public static AgentParts Compose(AgentSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var (hubble, hubbleServer) = HubbleRegistration.Create(settings.Hubble, time, loggers);
        var receivers = CallReceiversRegistration.Create(settings.Mesh.Receiver, settings.Mesh.AccessLog, settings.Mesh.Otlp, time, loggers);
        var cluster = ClusterWatchRegistration.Create(settings.Kubernetes, settings.NodeName, time, loggers);
        var proxies = MeshMetricsRegistration.Create(settings.Mesh.Counters, settings.Attribution.AirflowNamespaces, receivers.AccessLogs, time, loggers);
        var attributor = new FlowAttributor(settings.Attribution);
        var flowMetrics = new FlowMetrics(settings.Prometheus, time);
        var connectionMetrics = new ConnectionMetrics(settings.Prometheus, time);
        var platformMetrics = new PlatformMetrics(settings.Prometheus, time);
        var events = KubernetesEventsRegistration.Create(settings.KubernetesEvents, cluster.Writer, time, loggers);
        var airflow = AirflowApiRegistration.Create(settings.AirflowApi, time, loggers);
        var alerts = AlertPath.Create(settings.Alerting, settings.NodeName, time, loggers);
        var platform = PlatformSources.Create(settings.Platform, settings.Kubernetes, alerts.Store, settings.NodeName, time, loggers);
        var guardrails = new GuardrailLog(loggers.CreateLogger<GuardrailLog>());
        guardrails.Loaded(settings.Guardrails);
        var live = LiveParts.Create(time);
        var flowLog = FlowLogRegistration.Create(settings.FlowLog, settings.NodeName, time, loggers);
        var trail = AuditTrailRegistration.Create(settings.Platform.Trail, settings.NodeName, settings.Attribution.AirflowNamespaces, time, loggers);
        var tries = new TaskWatch(
            settings.Detection,
            connections: [connectionMetrics, .. trail.Connections],
            // Without flows, the agents of the nodes count tries: here they are only understood.
            tries: [.. settings.Hubble.Enabled ? new ITryObserver[] { connectionMetrics } : [], new FailedTryLog(loggers.CreateLogger<FailedTryLog>()), live.Tries, .. events.Observers],
            airflow.Ended,
            mesh: [connectionMetrics],
            surroundings: new DetectionSurroundings
            {
                Node = settings.NodeName,
                StartedAt = Instant.FromDateTimeOffset(time.GetUtcNow()),
                Store = alerts.Store,
                Guardrails = settings.Guardrails,
                UnmatchedPatterns = guardrails.Unmatched,
                PlatformOptions = settings.Platform.Detection,
                Platform = [platformMetrics, .. trail.Platform],
                Findings = [live.Tries, .. trail.Findings],
                Alerts = alerts.Book,
            });
        var lookAround = new RepeatingStage("profiles", LookAroundEvery, _ => { tries.LookAround(); return Task.CompletedTask; }, time, loggers.CreateLogger("Windsock.Profiles"));

        var pipeline = new FlowPipelineBuilder(settings.Pipeline, time, loggers)
            .ReadFrom([.. hubble])
            .ListenTo([.. receivers.Sources, .. proxies.Sources])
            .FollowPlatformBy([.. platform.All])
            .KeepInView(cluster.Watches)
            .ShowViewTo([.. proxies.Observers])
            .AttributeWith(attributor, attributor)
            .FanOutTo([flowMetrics, tries, live.Flows, live.Recent, .. flowLog.Consumers])
            .LearnFrom([.. airflow.Sources])
            .DeliverTo([.. events.Stages, .. alerts.Stages, .. flowLog.Stages, .. trail.Stages, lookAround])
            .KeepStateIn([.. alerts.Keepers])
            .Build();

        var registry = new MetricRegistry(flowMetrics, connectionMetrics,
        [
            new BuildMetrics(),
            new SourceMetrics(pipeline.Ledgers),
            .. hubbleServer,
            receivers.Metrics,
            cluster.Metrics,
            pipeline.Attribution,
            attributor,
            tries,
            airflow.Metrics,
            proxies.Metrics,
            .. events.Metrics,
            .. platform.Metrics,
            .. alerts.Metrics,
            flowLog.Metrics,
            trail.Metrics,
            pipeline.CallMetrics,
            pipeline.PlatformMetrics,
            pipeline.Metrics,
        ],
        platformMetrics);
        return new AgentParts(pipeline, receivers, cluster, airflow, proxies, platform, alerts, live, flowLog, attributor, tries, registry, new PrometheusEndpoint(registry, settings.Prometheus, time));
    }
}
