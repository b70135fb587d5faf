using System.Collections.Immutable;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Tries;

/// <summary>Stories as tasks have them.</summary>
internal static class SomeStories
{
    private static readonly Instant Start = At("09:30:00");

    /// <summary>A denial and a lesser suspicion; two pods, everything else filled in.</summary>
    public static TryStory Denied { get; } = new()
    {
        Id = "5b1d2f60c3a94e87",
        Try = Try("etl_orders", "load_to_warehouse", "scheduled__2026-03-01T09:00:00+00:00", 2),
        Result = TryResult.Failed,
        ResultSource = ResultSource.PodPhase,
        AirflowState = "up_for_retry",
        Owners = ["team-orders"],
        Tags = ["nightly", "finance"],
        StartedAt = Start,
        EndedAt = At("09:31:14"),
        Pods =
        [
            new("uid-1", "airflow", "etl-orders-load-to-warehouse-8k2jx1q0", "worker-1", PodRole.Executor, "airflow-worker", "", "Succeeded", 0, "", Start, At("09:31:14")),
            new(
                "uid-2", "airflow", "load-to-warehouse-v7w2p", "worker-1", PodRole.Operator, "etl-orders", "etl-orders@prod-data.iam.gserviceaccount.com", "Failed", 1, "Error",
                At("09:30:09"), At("09:31:14")),
        ],
        Peers =
        [
            Peer(PeerKind.Dns, "api.example.com", L4Protocol.Tcp, 443, [12], [0, 0, 11, 0, 0, 1], first: "09:30:12", last: "09:30:48"),
            Peer(PeerKind.Service, "kube-system/kube-dns", L4Protocol.Udp, 53, [5], [], first: "09:30:11", last: "09:31:00"),
            Peer(PeerKind.Service, "data/postgres", L4Protocol.Tcp, 5432, [0, 0, 0, 0, 3], [], first: "09:30:50", last: "09:31:00", retries: 2),
            Peer(PeerKind.Workload, "monitoring/prometheus", L4Protocol.Tcp, 9102, [2], [0, 0, 2], TrafficDirection.Ingress, "09:30:15", "09:30:45", wouldBeDenied: 2),
        ],
        Timeline =
        [
            new(Start, "pod_started", "pod etl-orders-load-to-warehouse-8k2jx1q0 started", 1),
            new(At("09:30:09"), "pod_started", "pod load-to-warehouse-v7w2p started", 1),
            new(At("09:30:12"), "connection", "connected to api.example.com:443", 12),
            new(At("09:30:48"), "http", "api.example.com answered 503 to GET", 1),
            new(At("09:30:50"), "denied", "connection to data/postgres:5432 denied by CiliumNetworkPolicy airflow/etl-egress (policy_deny)", 3),
            new(At("09:31:14"), "pod_ended", "pod load-to-warehouse-v7w2p failed with exit code 1", 1),
        ],
        Evidence = new TryEvidence(0, false, false, true, 1_284),
        Causes =
        [
            new Diagnosis
            {
                Cause = FailureCause.PolicyDenied,
                Confidence = Confidence.High,
                Sentence = "Its connection to data/postgres:5432 was denied by CiliumNetworkPolicy airflow/etl-egress 14 s before it ended.",
                Retry = RetryAdvice.WillNotHelp,
                Mend = "Allow egress from the pods of DAG etl_orders to data/postgres on TCP 5432.",
                PolicyFragment = """
                    apiVersion: cilium.io/v2
                    kind: CiliumNetworkPolicy
                    metadata:
                      name: allow-etl-orders-to-data-postgres
                      namespace: airflow
                    spec:
                      endpointSelector:
                        matchLabels:
                          dag_id: etl_orders
                      egress:
                        - toEndpoints:
                            - matchLabels:
                                k8s:io.kubernetes.pod.namespace: data
                                app: postgres
                          toPorts:
                            - ports:
                                - { port: "5432", protocol: TCP }

                    """,
                Peer = "data/postgres",
                Port = 5_432,
                Evidence = ["CiliumNetworkPolicy airflow/etl-egress"],
                Count = 3,
                FirstSeen = At("09:30:50"),
                LastSeen = At("09:31:00"),
            },
            new Diagnosis
            {
                Cause = FailureCause.ServerError,
                Confidence = Confidence.Low,
                Sentence = "api.example.com answered 503 once, 26 s before it ended.",
                Retry = RetryAdvice.MayHelp,
                Mend = "Ask the owner of api.example.com.",
                Peer = "api.example.com",
                Port = 443,
                Evidence = ["503"],
                Count = 1,
                FirstSeen = At("09:30:48"),
                LastSeen = At("09:30:48"),
            },
        ],
    };

    /// <summary>A mapped task whose pod does not say how it ended; ids are hashed and evidence is missing in every way there is.</summary>
    public static TryStory Doubtful { get; } = new()
    {
        Id = "00c0ffee00c0ffee",
        Try = new TaskTry(new TaskKey("airflow", "train", "fit"), "manual__2026-03-01T0800-123456789", 1, 7, IdForm.Hashed),
        Result = TryResult.Unknown,
        StartedAt = At("08:10:00"),
        EndedAt = At("08:55:30"),
        Pods = [new("uid-3", "airflow", "train-fit-x1", "worker-1", PodRole.Executor, "airflow-worker", "", "Succeeded", 0, "", At("08:10:00"), At("08:55:30"))],
        Peers = [Peer(PeerKind.Dns, "models.example.org", L4Protocol.Tcp, 443, [3, 0, 0, 2], [], first: "08:11:00", last: "08:55:00", retries: 1)],
        Timeline = [new(At("08:20:00"), "evidence_lost", "the source lost 12 events", 1), new(At("08:55:00"), "connection", "no answer from models.example.org:443", 2)],
        Evidence = new TryEvidence(12, true, true, false, 1),
        Causes =
        [
            new Diagnosis
            {
                Cause = FailureCause.Timeout,
                Confidence = Confidence.Medium,
                Sentence = "models.example.org:443 did not answer 2 times, the last 30 s before it ended.",
                Retry = RetryAdvice.LikelyHelps,
                Mend = "Look at models.example.org.",
                Peer = "models.example.org",
                Port = 443,
                Count = 2,
                FirstSeen = At("08:20:00"),
                LastSeen = At("08:55:00"),
            },
        ],
    };

    /// <summary>It failed, and the network has nothing to do with it.</summary>
    public static TryStory OutOfMemory { get; } = new()
    {
        Id = "11111111aaaaaaaa",
        Try = Try("etl_orders", "transform", "scheduled__2026-03-01T09:00:00+00:00", 1),
        Result = TryResult.Failed,
        ResultSource = ResultSource.ContainerExitCode,
        StartedAt = At("09:20:00"),
        EndedAt = At("09:24:00"),
        Pods = [new("uid-4", "airflow", "transform-abc", "worker-1", PodRole.Operator, "", "", "Failed", 137, "OOMKilled", At("09:20:00"), At("09:24:00"))],
        Timeline = [new(At("09:24:00"), "pod_ended", "pod transform-abc failed with exit code 137 (OOMKilled)", 1)],
        Evidence = new TryEvidence(0, false, false, true, 40),
        Causes =
        [
            new Diagnosis
            {
                Cause = FailureCause.NoneSeen,
                Confidence = Confidence.High,
                Sentence = "The network shows nothing that explains the failure; its container was OOMKilled with exit code 137.",
                Retry = RetryAdvice.Unknown,
            },
        ],
    };

    public static TryStory Succeeded { get; } = new()
    {
        Id = "22222222bbbbbbbb",
        Try = Try("etl_orders", "extract", "scheduled__2026-03-01T09:00:00+00:00", 1),
        Result = TryResult.Succeeded,
        ResultSource = ResultSource.PodPhase,
        StartedAt = At("09:10:00"),
        EndedAt = At("09:12:00"),
        Evidence = new TryEvidence(0, false, false, true, 200),
    };

    public static TryStory Running { get; } = new()
    {
        Id = "33333333cccccccc",
        Try = Try("report", "render", "manual__2026-03-01T09:25:00+00:00", 1),
        Result = TryResult.Running,
        StartedAt = At("09:25:00"),
        Timeline = [new(At("09:25:03"), "connection", "connected to data/postgres:5432", 1)],
        Evidence = new TryEvidence(0, false, false, true, 3),
    };

    /// <summary>What a pod with bad intentions makes of its names: escape sequences, markup, a line of its own, text turned around.</summary>
    public static TryStory Hostile { get; } = Denied with
    {
        Id = "66666666ffffffff",
        Try = Try("[red]dag[/]", "task\u001b[2J\r\nroot# rm", "run\u202egnp\u2028x", 1),
        Owners = ["\u0007owner"],
        Peers = [Peer(PeerKind.Dns, "[bold]evil\u001b]0;title\u0007.example", L4Protocol.Tcp, 80, [1], [], first: "09:30:12", last: "09:30:48")],
        Pods = [new("uid", "airflow", "pod\u009b31m[/]", "node\u200b", PodRole.Operator, "[link]sa", "id\u001b[0m", "Failed", 1, "E\nrror", Start, Start)],
        Timeline = [new(Start, "denied", "denied \u001b[8mhidden\u001b[0m [blink]", 1)],
        Causes =
        [
            Denied.Causes[0] with
            {
                Sentence = "Denied by \u001b]8;;http://evil\u001b\\here\u001b]8;;\u001b\\ [red]policy[/].", Evidence = ["[x]\u001b[1m"], Mend = "Run\n\ncurl [evil]", PolicyFragment = "a: b\r\n\u001b[31mc: [d]\n",
            },
        ],
    };

    /// <summary>Newest first.</summary>
    public static ImmutableArray<TryStory> All { get; } = [Denied, Running, OutOfMemory, Succeeded, Doubtful];

    public static TaskTry Try(string dag, string task, string run, int number) => new(new TaskKey("airflow", dag, task), run, number, -1, IdForm.Raw);

    public static Instant At(string clock) => Instant.FromDateTimeOffset(
        new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.Parse(clock, System.Globalization.CultureInfo.InvariantCulture));

    private static TryPeer Peer(
        PeerKind kind, string name, L4Protocol protocol, ushort port, int[] outcomes, int[] http, TrafficDirection direction = TrafficDirection.Egress,
        string first = "09:30:00", string last = "09:30:00", int wouldBeDenied = 0, int retries = 0)
    {
        Array.Resize(ref outcomes, Enum.GetValues<ConnectionOutcome>().Length);
        Array.Resize(ref http, 6);
        return new TryPeer(kind, name, direction, protocol, port, [.. outcomes], [.. http], wouldBeDenied, retries, At(first), At(last));
    }
}
