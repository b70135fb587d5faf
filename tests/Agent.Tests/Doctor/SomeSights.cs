using System.Collections.Immutable;
using System.Text;
using Windsock.Agent.Cli;
using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Web;
using Windsock.FlowCollector.Cluster.Probing;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Probing;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.Agent.Tests.Doctor;

/// <summary>Looks at things that nobody looked at.</summary>
internal static class SomeSights
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ServerStatus Status = new("cilium v1.19.4", 4_095, 65_535, 1_000_000, TimeSpan.FromHours(76), null, null) { FlowsPerSecond = 450 };

    public static readonly ImmutableArray<Flow> Flows =
    [
        FlowOf(Pod("airflow", "etl-load-1", 40_001, "k8s:app=etl"), new DnsRecord(L7Kind.Response, TimeSpan.Zero, "db.", 0, 30, [], [], ["A"], "proxy")),
        FlowOf(Pod("airflow", "etl-load-2", 40_001, "k8s:app=etl"), new HttpRecord(L7Kind.Response, TimeSpan.Zero, 200, "GET", "/", "HTTP/1.1", "")),
    ];

    public static HubbleSight Hubble(ServerStatus? status = null, ImmutableArray<Flow>? flows = null, ImmutableDictionary<LossReason, long>? lost = null, TimeSpan? lag = null, long undecodable = 0) => new(
        "unix:///var/run/cilium/hubble.sock",
        Task.FromResult(status ?? Status),
        Task.FromResult(new FlowSample(flows ?? Flows, lost ?? ImmutableDictionary<LossReason, long>.Empty, lag, undecodable)));

    public static HubbleSight NoHubble()
    {
        var failure = new GrpcException(GrpcCode.Unavailable, "nobody listens on 10.0.0.7:4244: check hubble.address and that the Cilium agent runs with hubble enabled");
        return new HubbleSight("10.0.0.7:4244", Task.FromException<ServerStatus>(failure), Task.FromException<FlowSample>(failure));
    }

    public static Endpoint Pod(string space, string name, uint identity, params string[] labels) =>
        new() { Id = 7, Namespace = space, PodName = name, Identity = identity, Labels = [.. labels] };

    public static Flow FlowOf(Endpoint source, L7Record? record = null) => new() { Time = Instant.FromDateTimeOffset(Noon), Source = source, L7 = record };

    /// <param name="answers">By path; what is not in it is not found.</param>
    /// <param name="refused">Rights that are not granted, as <c>list pods</c>.</param>
    public static ClusterSight Cluster(PodsSeen? pods = null, IReadOnlyDictionary<string, ApiAnswer>? answers = null, TimeSpan ahead = default, params string[] refused) => new(
        "https://10.96.0.1",
        "the service account of the pod",
        Task.FromResult(new ApiAnswer(ApiOutcome.Answered, """{"gitVersion":"v1.34.1"}"""u8.ToArray(), Noon + ahead, "")),
        Noon,
        Task.FromResult(pods ?? new PodsSeen([.. Enumerable.Range(1, 3).Select(number => Executor($"etl-{number}", "istio-proxy")), Scheduler()], false, "")))
    {
        GetAsync = (path, _, _) => Task.FromResult(answers?.GetValueOrDefault(path) ?? Refusal(ApiOutcome.NotFound)),
        MayAsync = (question, _) => Task.FromResult(new AccessAnswer(question, !refused.Contains($"{question.Verb} {question.Resource}"), "")),
    };

    public static ClusterSight NoCluster()
    {
        var failed = new ApiAnswer(ApiOutcome.Failed, [], null, "get version: no connection to https://10.96.0.1: Connection refused");
        return Cluster() with { Version = Task.FromResult(failed) };
    }

    public static ApiAnswer Refusal(ApiOutcome outcome) => new(outcome, [], null, $"get x: {outcome}");

    public static ApiAnswer Body(string json) => new(ApiOutcome.Answered, Encoding.UTF8.GetBytes(json), Noon, "");

    public static PodState Executor(string name, params string[] containers) => new()
    {
        Uid = name,
        Namespace = "airflow",
        Name = name,
        Labels = ImmutableDictionary<string, string>.Empty.Add("kubernetes_executor", "True").Add("airflow_version", "2.10.5"),
        Annotations = ImmutableDictionary<string, string>.Empty.Add("dag_id", "etl").Add("task_id", "load").Add("run_id", "manual__1").Add("try_number", "1"),
        Containers = [.. containers.Select(container => new ContainerState(container, false, false, false, default, default, 0, ""))],
    };

    public static PodState Operated(string name, string task) => new()
    {
        Uid = name,
        Namespace = "airflow",
        Name = name,
        Labels = ImmutableDictionary<string, string>.Empty.Add("kubernetes_pod_operator", "True").Add("airflow_version", "2.10.5").Add("dag_id", "etl").Add("task_id", task),
    };

    public static PodState Scheduler() => new()
    {
        Uid = "scheduler-0",
        Namespace = "airflow",
        Name = "scheduler-0",
        Labels = ImmutableDictionary<string, string>.Empty.Add("tier", "airflow").Add("component", "scheduler"),
    };

    public static PodState Stranger(string name) => new() { Uid = name, Namespace = "airflow", Name = name };

    public static AgentStatus AgentStatus(long lost = 0, ScrapeStatus? scrape = null, long waiting = 0, string detail = "") => new(
        AgentVersion.Version,
        "worker-1",
        Noon.AddHours(-1),
        3_600,
        [new SourceStatus("hubble", true, 1_000_000, 1_000_000, 0, 0, lost, 0, 0, 1, 1)],
        [new QueueStatus("flows", 0, 64, 0)],
        new ClusterStatus(ClusterViewState.Synced, "node", 42, 3, 5, detail),
        [],
        new TryStatus(7, 120, 4_096))
    {
        LastScrape = scrape ?? new ScrapeStatus(Noon.AddSeconds(-12), "Prometheus/3.5.0"),
        Alerts = new AlertStatus(2, waiting),
    };

    public static AgentSight Agent(AgentStatus? status = null)
    {
        var said = status ?? AgentStatus();
        return new AgentSight(Task.FromResult<AgentStatus?>(said), Task.FromResult<Readiness?>(ReadinessRule.Judge(said)));
    }

    public static AgentSight NoAgent()
    {
        var failure = new CommandFailure("no agent answers at http://127.0.0.1:9465: connection refused");
        return new AgentSight(Task.FromException<AgentStatus?>(failure), Task.FromException<Readiness?>(failure));
    }
}
