using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>The per-task counters that are compared with the truth, series by series.</summary>
internal static class TaskFamilies
{
    public const string FlowEvents = "windsock_flow_events_total";
    public const string Drops = "windsock_drops_total";
    public const string Http = "windsock_http_requests_total";
    public const string Dns = "windsock_dns_queries_total";
    public const string Peers = "windsock_peer_connections_total";

    public static ImmutableArray<string> Names { get; } = [FlowEvents, Drops, Http, Dns];
}
