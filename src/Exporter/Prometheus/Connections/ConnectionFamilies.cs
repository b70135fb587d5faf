using System.Collections.Immutable;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Prometheus.Connections;

/// <summary>The families counted per task from connections and ended tries: names, help and labels as people see them.</summary>
internal static class ConnectionFamilies
{
    private static readonly string[] Identifying = ["namespace", "dag_id", "task_id"];

    /// <summary>In the order of <see cref="ConnectionOutcome"/>.</summary>
    public static readonly ImmutableArray<string> Outcomes = [.. Enum.GetValues<ConnectionOutcome>().Select(ConnectionNames.Of)];

    /// <summary>In the order of <see cref="TryResult"/>, without those that run.</summary>
    public static readonly ImmutableArray<string> Results = [.. Enum.GetValues<TryResult>().Where(result => result != TryResult.Running).Select(TryNames.Of)];

    /// <summary>In the order of <see cref="FailureCause"/>.</summary>
    public static readonly ImmutableArray<string> Causes = [.. Enum.GetValues<FailureCause>().Select(TryNames.Of)];

    /// <summary>In the order of <see cref="MeshFinding"/>.</summary>
    public static readonly ImmutableArray<string> Findings = [.. Enum.GetValues<MeshFinding>().Select(MeshFindingNames.Of)];

    public static readonly MetricFamily Connections = new(
        "connections_total", MetricKind.Counter, "Connections of a task, each once per side that is a task, when its outcome stands. Unknown: the evidence ends before the outcome.", [.. Identifying, "direction", "outcome", "peer_kind"])
    {
        ClosedValues = Closed(("direction", FlowLabels.Directions), ("outcome", Outcomes), ("peer_kind", FlowLabels.PeerKinds)),
    };

    public static readonly MetricFamily Setup = new(
        "connection_setup_seconds", MetricKind.Histogram, "Time from SYN to SYN-ACK where one clock saw both.", [.. Identifying, "direction"])
    {
        Unit = "seconds",
        Buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        ClosedValues = Closed(("direction", FlowLabels.Directions)),
    };

    public static readonly MetricFamily WouldBeDenied = new(
        "connections_would_be_denied_total", MetricKind.Counter, "Connections that a policy in audit mode would have denied; they are in connections_total with the outcome they had.", [.. Identifying, "direction", "peer_kind"])
    {
        ClosedValues = Closed(("direction", FlowLabels.Directions), ("peer_kind", FlowLabels.PeerKinds)),
    };

    public static readonly MetricFamily Peers = new(
        "peer_connections_total", MetricKind.Counter, "Connections of a task by the name of the other end, each once, whatever its outcome.", [.. Identifying, "peer"]);

    public static readonly MetricFamily Tries = new(
        "task_tries_total", MetricKind.Counter, "Tries that ended, by result. A KubernetesExecutor pod that ends well says nothing about its task: unknown, unless something better is known.", [.. Identifying, "result"])
    {
        ClosedValues = Closed(("result", Results)),
    };

    public static readonly MetricFamily Failures = new(
        "task_try_failures_total", MetricKind.Counter, "Tries that failed, by the best supported cause the network shows; none_seen when it shows none.", [.. Identifying, "cause"])
    {
        ClosedValues = Closed(("cause", Causes)),
    };

    public static readonly MetricFamily MeshFindings = new(
        "mesh_findings_total", MetricKind.Counter, "What a mesh shows about a task's pods that somebody may have to act on, each once per pod and peer: calls without mutual TLS into or out of the mesh, principals that are not the pod's service account, pods without the sidecar that their namespace gives.", [.. Identifying, "finding"])
    {
        ClosedValues = Closed(("finding", Findings)),
    };

    public static readonly ImmutableArray<MetricFamily> All = [Connections, Setup, WouldBeDenied, Peers, Tries, Failures, MeshFindings];

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(params (string Label, ImmutableArray<string> Values)[] values) =>
        values.ToImmutableDictionary(value => value.Label, value => value.Values);
}
