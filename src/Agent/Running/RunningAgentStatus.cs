using System.Collections.Immutable;
using Windsock.Agent.Cli;
using Windsock.Agent.Web;
using Windsock.FlowCollector.Cluster;
using Windsock.Model.Identity;

namespace Windsock.Agent.Running;

/// <summary>Reads the status off the running parts; every number is one that the parts keep anyway.</summary>
internal sealed class RunningAgentStatus(AgentSettings settings, AgentParts parts, TimeProvider time) : IAgentStatus
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public AgentStatus Read() => new(
        AgentVersion.Version,
        settings.NodeName,
        _startedAt,
        (long)(time.GetUtcNow() - _startedAt).TotalSeconds,
        [.. parts.Pipeline.Ledgers.Select(SourceStatus.Of)],
        [.. parts.Pipeline.Metrics.Queues.Select(queue => new QueueStatus(queue.Name, queue.Entries, queue.Capacity, queue.Abandoned))],
        ReadCluster(),
        ReadAttribution(),
        new TryStatus(parts.Tries.OpenTries, parts.Tries.KeptTries, settings.Detection.Tries.MaxTries))
    {
        LastScrape = parts.Prometheus.LastScrape is { } scrape ? new ScrapeStatus(scrape.At, scrape.UserAgent) : null,
        Platform = [.. parts.Pipeline.PlatformLedgers.Select(PlatformSourceStatus.Of)],
        Alerts = new AlertStatus(parts.Alerts.Book.Current.Length, parts.Alerts.WaitingDeliveries),
    };

    private ClusterStatus ReadCluster()
    {
        var scope = settings.Kubernetes.Scope;
        var (state, detail) = scope == KubernetesScope.Off ? (ClusterViewState.Off, "")
            : parts.Pipeline.IsClusterSynced ? (ClusterViewState.Synced, "")
            : parts.Cluster.ArePodsForbidden ? (ClusterViewState.Forbidden, "list and watch on pods are not granted: apply deploy/daemonset/base/rbac.yaml")
            : (ClusterViewState.Syncing, "");
        return new ClusterStatus(
            state, scope.ToString().ToLowerInvariant(), parts.Cluster.ObjectsOf("pods"), parts.Cluster.ObjectsOf("namespaces"), parts.Cluster.ObjectsOf("serviceaccounts"), detail);
    }

    private ImmutableArray<AttributionCount> ReadAttribution() =>
    [
        .. from kind in Enum.GetValues<AttributionKind>()
           from @class in Enum.GetValues<AttributionClass>()
           select new AttributionCount(
               kind.ToString().ToLowerInvariant(), @class.ToString().ToLowerInvariant(), parts.Pipeline.Attribution.Of(kind, @class)),
    ];
}
