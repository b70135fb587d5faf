using Windsock.Agent.Web;

namespace Windsock.Agent.Tests.Web;

internal sealed class FixedStatus(AgentStatus status) : IAgentStatus
{
    public static readonly AgentStatus Healthy = new(
        "0.1.0",
        "worker-1",
        new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        90,
        [new SourceStatus("hubble", true, 1_010, 1_000, 4, 6, 12, 0, 1, 1, 1)],
        [new QueueStatus("flows", 2, 64, 0)],
        new ClusterStatus(ClusterViewState.Synced, "node", 42, 3, 5, ""),
        [new AttributionCount("task", "exact", 900), new AttributionCount("other", "unknown", 100)],
        new TryStatus(7, 120, 4_096))
    {
        LastScrape = new ScrapeStatus(new DateTimeOffset(2026, 3, 1, 9, 31, 20, TimeSpan.Zero), "Prometheus/3.5.0"),
        Alerts = new AlertStatus(1, 2),
    };

    public AgentStatus Status { get; set; } = status;

    public AgentStatus Read() => Status;
}
