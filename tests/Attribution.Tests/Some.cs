using System.Collections.Immutable;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Tests;

/// <summary>Values whose details a test does not care about, and short ways to say the ones it does.</summary>
internal static class Some
{
    public const string Namespace = "airflow";
    public const string Node = "node-1";
    public const string OtherNode = "node-2";

    private static int _next;

    /// <summary>A moment, in seconds of the test's own time.</summary>
    public static Instant At(double seconds) => new((1_700_000_000L * 1_000_000_000L) + (long)(seconds * 1e9));

    public static IpAddress Ip(string text) => IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    public static ImmutableDictionary<string, string> Map(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    public static PodState Pod(string name = "pod-1", string ip = "10.0.0.1", double start = 100) => new()
    {
        Uid = $"uid-{name}",
        Namespace = Namespace,
        Name = name,
        NodeName = Node,
        Phase = PodPhase.Running,
        Ips = ip.Length == 0 ? [] : [Ip(ip)],
        CreatedAt = At(Math.Floor(start)),
        StartedAt = At(Math.Floor(start)),
    };

    public static PodState ExecutorPod(string name = "etl-load-1", string ip = "10.0.0.1", double start = 100, string dag = "etl", string task = "load") =>
        Pod(name, ip, start) with
        {
            Labels = Map(("kubernetes_executor", "True"), ("airflow_version", "2.9.1"), ("dag_id", dag), ("task_id", task)),
            Annotations = Map(("dag_id", dag), ("task_id", task), ("run_id", "nightly 7"), ("try_number", "1")),
        };

    public static PodState OperatorPod(string name, string ip, params (string Key, string Value)[] labels) =>
        Pod(name, ip) with { Labels = Map([("kubernetes_pod_operator", "True"), ("airflow_version", "2.9.1"), .. labels]) };

    public static PodState Finished(this PodState pod, double at) => pod with
    {
        Phase = PodPhase.Succeeded,
        Containers = [new ContainerState("base", false, false, true, pod.StartedAt, At(Math.Floor(at)), 0, "Completed")],
    };

    public static Endpoint Endpoint(PodState pod, bool local = true, params string[] labels) => new()
    {
        Id = local ? 77u : 0,
        Identity = 5000,
        Namespace = pod.Namespace,
        PodName = pod.Name,
        Labels = [.. labels],
        Hash = Interlocked.Increment(ref _next) * 7919,
    };

    public static Endpoint Reserved(uint identity, params string[] labels) =>
        new() { Identity = identity, Labels = [.. labels], Hash = Interlocked.Increment(ref _next) * 7919 };

    public static readonly Endpoint World = Reserved(2, "reserved:world");

    /// <summary>A forwarded trace event on <see cref="Node"/>.</summary>
    public static Flow Flow(Endpoint source, string sourceIp, Endpoint destination, string destinationIp, double at = 110) => new()
    {
        Time = At(at),
        Source = source,
        Destination = destination,
        SourceIp = sourceIp.Length == 0 ? default : Ip(sourceIp),
        DestinationIp = destinationIp.Length == 0 ? default : Ip(destinationIp),
        NodeName = Node,
        Verdict = Verdict.Forwarded,
        Type = FlowType.L3L4,
        EventType = 4,
        Protocol = L4Protocol.Tcp,
        Reply = ReplyState.Request,
    };
}
