using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>The families counted per task from flow events: names, help and labels as people see them.</summary>
internal static class FlowFamilies
{
    private static readonly string[] Identifying = ["namespace", "dag_id", "task_id"];

    public static readonly MetricFamily FlowEvents = new(
        "flow_events_total", MetricKind.Counter, "Flow events (L3/L4, L7, socket) of a task, once per side that is a task. Direction is the task's view of the connection: egress when it opened it.", [.. Identifying, "direction", "verdict", "protocol", "peer_kind"])
    {
        ClosedValues = Closed(("direction", FlowLabels.Directions), ("verdict", FlowLabels.Verdicts), ("protocol", FlowLabels.Protocols), ("peer_kind", FlowLabels.PeerKinds)),
    };

    public static readonly MetricFamily Drops = new(
        "drops_total", MetricKind.Counter, "Flow events of a task with verdict dropped, by Cilium's drop reason.", [.. Identifying, "direction", "reason", "peer_kind"])
    {
        ClosedValues = Closed(("direction", FlowLabels.Directions), ("reason", FlowLabels.DropReasons), ("peer_kind", FlowLabels.PeerKinds)),
    };

    public static readonly MetricFamily Denials = new(
        "denials_total", MetricKind.Counter, "Flow events of a task that a policy denied. Layer l3_l4: dropped for a policy reason, which is the cause. Layer l7: refused by the proxy (the 403 response that follows is not counted again), the cause is the protocol. Zero from a task's first flow.", [.. Identifying, "layer", "cause"])
    {
        ClosedValues = Closed(("layer", ["l3_l4", "l7"]), ("cause", [.. FlowLabels.Denials.Select(denial => denial.Cause)])),
    };

    public static readonly MetricFamily HttpRequests = new(
        "http_requests_total", MetricKind.Counter, "HTTP requests of a task by the status code of their response, once per side: as the side's own mesh proxy reports them, else as Cilium saw them. No response, a code outside 100 to 599 and a method outside the list are other.", [.. Identifying, "direction", "method", "code"])
    {
        ClosedValues = Closed(("direction", FlowLabels.Directions), ("method", FlowLabels.Methods)),
    };

    public static readonly MetricFamily HttpDuration = new(
        "http_request_duration_seconds", MetricKind.Histogram, "Time between an HTTP request and its response as the side's own mesh proxy measured it, else Cilium's.", [.. Identifying, "direction"])
    {
        Unit = "seconds",
        Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        ClosedValues = Closed(("direction", FlowLabels.Directions)),
    };

    public static readonly MetricFamily DnsQueries = new(
        "dns_queries_total", MetricKind.Counter, "DNS responses on a task's connections by response code.", [.. Identifying, "rcode"])
    {
        ClosedValues = Closed(("rcode", FlowLabels.Rcodes)),
    };

    public static readonly MetricFamily Identity = new(
        "dag_identity_info", MetricKind.Info, "Identities that a task's pods run with; spiffe_id (only as the peer's proxy verified it) and cloud_identity are empty when not known.", [.. Identifying, "service_account", "spiffe_id", "cloud_identity"]);

    public static readonly MetricFamily SentBytes = new(
        "sent_bytes_total", MetricKind.Counter, "Application bytes that a task sent over connections that its own mesh proxy reported.", [.. Identifying, "direction"])
    {
        Unit = "bytes",
        ClosedValues = Closed(("direction", FlowLabels.Directions)),
    };

    public static readonly MetricFamily ReceivedBytes = new(
        "received_bytes_total", MetricKind.Counter, "Application bytes that a task received over connections that its own mesh proxy reported.", [.. Identifying, "direction"])
    {
        Unit = "bytes",
        ClosedValues = Closed(("direction", FlowLabels.Directions)),
    };

    public static readonly MetricFamily TlsConnections = new(
        "tls_connections_total", MetricKind.Counter, "Connections of a task by how they were protected, once per side, as the side's own mesh proxy reports it. Unknown: it does not tell; entries of clients' proxies never do.", [.. Identifying, "tls"])
    {
        ClosedValues = Closed(("tls", FlowLabels.TlsModes)),
    };

    public static readonly ImmutableArray<MetricFamily> All =
        [FlowEvents, Drops, Denials, HttpRequests, HttpDuration, DnsQueries, Identity, SentBytes, ReceivedBytes, TlsConnections];

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(params (string Label, ImmutableArray<string> Values)[] values) =>
        values.ToImmutableDictionary(value => value.Label, value => value.Values);
}
