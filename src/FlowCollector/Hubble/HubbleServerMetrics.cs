using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.Hubble;

/// <summary>What the Hubble server said about itself when the agent last connected.</summary>
internal sealed class HubbleServerMetrics : IMetricSource
{
    private static readonly MetricFamily Server = new(
        "hubble_server_info", MetricKind.Info, "Version of the Hubble server, as of the last connection.", ["version"]);

    private static readonly MetricFamily RingCapacity = Gauge(
        "hubble_server_ring_capacity", "Events the Hubble server can replay after a break, over all its nodes, as of the last connection.");

    private static readonly MetricFamily SeenFlows = Gauge(
        "hubble_server_seen_flows", "Flows the Hubble server had seen since its start, as of the last connection.");

    private static readonly MetricFamily UptimeSeconds = Gauge(
        "hubble_server_uptime_seconds", "Time since the start of the Hubble server, as of the last connection.") with
    { Unit = "seconds" };

    private static readonly MetricFamily Nodes = new(
        "hubble_server_nodes", MetricKind.Gauge, "Nodes behind a Hubble Relay by state, as of the last connection; zero for an agent.", ["state"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("state", ["connected", "unavailable"]),
    };

    private volatile ServerStatus _status = ServerStatus.Unknown;

    public ServerStatus Status
    {
        get => _status;
        set => _status = value;
    }

    public ImmutableArray<MetricFamily> Families { get; } = [Server, RingCapacity, SeenFlows, UptimeSeconds, Nodes];

    public void Collect(IMetricCollector collector)
    {
        var status = _status;
        if (status.Version.Length > 0)
        {
            collector.Add(Server, 1, status.Version);
        }

        collector.Add(RingCapacity, status.RingCapacity);
        collector.Add(SeenFlows, status.SeenFlows);
        collector.Add(UptimeSeconds, status.Uptime.TotalSeconds);
        collector.Add(Nodes, status.ConnectedNodes ?? 0, "connected");
        collector.Add(Nodes, status.UnavailableNodes ?? 0, "unavailable");
    }

    private static MetricFamily Gauge(string name, string help) => new(name, MetricKind.Gauge, help, []);
}
