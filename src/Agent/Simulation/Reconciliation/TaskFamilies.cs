using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth.Platform;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>The per-task counters that are compared with the truth.</summary>
internal static class TaskFamilies
{
    public const string FlowEvents = "windsock_flow_events_total";
    public const string Drops = "windsock_drops_total";
    public const string Http = "windsock_http_requests_total";
    public const string Dns = "windsock_dns_queries_total";
    public const string SentBytes = "windsock_sent_bytes_total";
    public const string ReceivedBytes = "windsock_received_bytes_total";
    public const string TlsConnections = "windsock_tls_connections_total";
    public const string Connections = "windsock_connections_total";
    public const string Peers = "windsock_peer_connections_total";
    public const string Tries = "windsock_task_tries_total";
    public const string TryFailures = "windsock_task_try_failures_total";

    /// <summary>Those that count flow events and calls: equal to the truth series by series.</summary>
    public static ImmutableArray<string> OfEvents { get; } = [FlowEvents, Drops, Http, Dns, SentBytes, ReceivedBytes, TlsConnections];

    public static ImmutableArray<string> All { get; } = [.. OfEvents, Connections, Peers, Tries, TryFailures, .. PlatformFamily.All, PlatformFamily.CloudCalls];
}
