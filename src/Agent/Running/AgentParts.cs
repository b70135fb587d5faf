using Windsock.Agent.Alerting;
using Windsock.Agent.Platform;
using Windsock.Attribution;
using Windsock.Detection;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Prometheus;
using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.Pipeline;

namespace Windsock.Agent.Running;

/// <summary>What <see cref="Composition"/> put together. Dispose it after the pipeline has stopped.</summary>
internal sealed record AgentParts(
    FlowPipeline Pipeline, CallReceiverParts Receivers, ClusterWatches Cluster, AirflowApiParts Airflow, MeshMetricsParts MeshMetrics, PlatformSources Platform, AlertPath Alerts, LiveParts Live, FlowLogParts FlowLog, FlowAttributor Attributor, TaskWatch Tries, MetricRegistry Registry,
    PrometheusEndpoint Prometheus) : IDisposable
{
    public void Dispose()
    {
        Pipeline.Dispose();
        Airflow.Dispose();
        MeshMetrics.Dispose();
        Platform.Dispose();
        Alerts.Dispose();
        FlowLog.Dispose();
        Cluster.Dispose();
    }
}
