using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Probing;
using Windsock.Model.Cluster;

namespace Windsock.Agent.Tests.Doctor;

public sealed class ClusterChecksTests
{
    private const string Telemetries = "apis/telemetry.istio.io/v1/telemetries?limit=500";
    private const string OldTelemetries = "apis/telemetry.istio.io/v1alpha1/telemetries?limit=500";
    private const string Mesh = "api/v1/namespaces/istio-system/configmaps/istio";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_rights_that_are_asked_for_are_those_of_the_configuration()
    {
        static IEnumerable<string> Of(KubernetesOptions options, bool events) => RightsCheck.NeededBy(options, events).Select(question => $"{question.Verb} {question.Resource}");

        Assert.Equal(
            ["list pods", "watch pods", "list serviceaccounts", "watch serviceaccounts", "list namespaces", "watch namespaces", "create events"], Of(new KubernetesOptions(), true));
        Assert.Equal(["list pods", "watch pods"], Of(new KubernetesOptions { ServiceAccounts = false, Namespaces = false }, false));
    }

    [Fact]
    public async Task Rights_of_the_platform_trail_are_asked_for_with_it_and_are_in_a_role_of_their_own()
    {
        var needed = RightsCheck.NeededBy(new KubernetesOptions { ServiceAccounts = false, Namespaces = false }, writesEvents: false, watchesLocks: true, findsTypes: true);
        var refused = needed.Where(question => question.Group.Length > 0).Select(question => $"{question.Verb} {question.Resource}").ToArray();

        var result = await new RightsCheck(SomeSights.Cluster(refused: refused), needed).RunAsync(Stop);

        Assert.Equal(["list leases", "watch leases", "list customresourcedefinitions", "watch customresourcedefinitions"], refused);
        Assert.Equal(CheckState.Warn, result.State);
        Assert.StartsWith("Apply deploy/daemonset/components/audit/rbac.yaml, ", result.Mend, StringComparison.Ordinal);
        Assert.Equal(
            """
            rules:
              - apiGroups: ["coordination.k8s.io"]
                resources: [leases]
                verbs: [list, watch]
              - apiGroups: ["apiextensions.k8s.io"]
                resources: [customresourcedefinitions]
                verbs: [list, watch]

            """,
            result.Fragment);
    }

    [Fact]
    public async Task Missing_rights_are_told_as_rules_to_add()
    {
        var result = await RightsAsync("list pods", "watch pods", "watch namespaces", "create events");

        Assert.Equal(CheckState.Fail, result.State);
        Assert.Equal(
            """
            rules:
              - apiGroups: [""]
                resources: [pods]
                verbs: [list, watch]
              - apiGroups: [""]
                resources: [namespaces]
                verbs: [watch]
              - apiGroups: [""]
                resources: [events]
                verbs: [create]

            """,
            result.Fragment);
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("warn", "create events")]
    [InlineData("fail", "watch pods")]
    public async Task Only_without_pods_the_agent_is_of_no_use(string state, params string[] refused) => Assert.Equal(state, CheckWords.Of((await RightsAsync(refused)).State));

    [Fact]
    public async Task An_API_that_does_not_say_what_is_granted_is_not_judged()
    {
        var cluster = SomeSights.Cluster() with { MayAsync = (question, _) => Task.FromResult(new AccessAnswer(question, null, "create selfsubjectaccessreviews: HTTP 404")) };

        var result = await new RightsCheck(cluster, RightsCheck.NeededBy(new KubernetesOptions(), false)).RunAsync(Stop);

        Assert.Equal(CheckState.Skipped, result.State);
        Assert.Contains("kubectl auth can-i list pods -A", result.Fragment, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "ok")]
    [InlineData(4, "warn")]
    [InlineData(-3, "ok")]
    [InlineData(-4, "warn")]
    public async Task A_clock_is_off_when_it_is_further_off_than_its_seconds_and_the_tolerance(int seconds, string state) => Assert.Equal(state, CheckWords.Of((await new KubernetesClockCheck(SomeSights.Cluster(ahead: TimeSpan.FromSeconds(seconds)), TimeSpan.FromSeconds(2)).RunAsync(Stop)).State));

    [Fact]
    public async Task A_namespace_without_a_pod_of_Airflow_is_the_wrong_one()
    {
        var result = await PodsAsync(SomeSights.Stranger("postgres-0"));

        Assert.Equal((CheckState.Warn, "None of 1 pod in airflow is Airflow's: no flow will be tied to a task."), (result.State, result.Meaning));
    }

    [Fact]
    public async Task Pods_are_counted_by_what_they_are_known_by()
    {
        var result = await PodsAsync(SomeSights.Executor("a"), SomeSights.Operated("b", "load"), SomeSights.Scheduler(), SomeSights.Stranger("c"));

        Assert.Equal((CheckState.Ok, "Of 4 pods in airflow: 1 tasks by annotations (exact ids), 1 by labels, 1 parts of Airflow, 1 others."), (result.State, result.Meaning));
    }

    [Fact]
    public async Task Hashed_ids_are_told_and_doubtful_where_nobody_knows_the_raw_ones()
    {
        var hashed = SomeSights.Operated("b", "a-very-long-task-1a2b3c4d5");

        Assert.Equal(CheckState.Warn, (await PodsAsync(hashed)).State);
        Assert.Equal(CheckState.Ok, (await PodsAsync(hashed, SomeSights.Executor("a"))).State);
    }

    [Fact]
    public async Task A_pod_that_only_mentions_Airflow_is_named()
    {
        var marked = SomeSights.Stranger("odd-0") with { Labels = SomeSights.Executor("x").Labels };

        var result = await PodsAsync(marked, SomeSights.Scheduler());

        Assert.Equal(CheckState.Warn, result.State);
        Assert.EndsWith("1 pod carries a mark of Airflow without dag_id and task_id: airflow/odd-0.", result.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_that_cannot_be_listed_are_not_judged()
    {
        var cluster = SomeSights.Cluster(new PodsSeen([], false, "list pods: HTTP 403 pods is forbidden"));

        var failure = await Assert.ThrowsAsync<CheckSkippedException>(() => new AirflowPodsCheck(cluster, ["airflow"]).RunAsync(Stop));
        Assert.Equal("No pods could be read: list pods: HTTP 403 pods is forbidden.", failure.Message);
    }

    [Theory]
    [InlineData(true, true, "ok")]
    [InlineData(true, false, "warn")]
    [InlineData(false, true, "warn")]
    [InlineData(false, false, "skipped")]
    public async Task The_agent_listens_exactly_when_the_pods_are_in_the_mesh(bool isMeshed, bool listens, string state)
    {
        var pod = SomeSights.Executor("a", isMeshed ? ["base", "istio-proxy"] : ["base"]);

        Assert.Equal(state, CheckWords.Of((await new MeshedPodsCheck(SomeSights.Cluster(new PodsSeen([pod], false, "")), listens).RunAsync(Stop)).State));
    }

    [Fact]
    public async Task A_pod_in_the_ambient_mesh_is_in_the_mesh()
    {
        var pod = SomeSights.Executor("a") with { Annotations = SomeSights.Executor("a").Annotations.Add(KubernetesProbe.AmbientAnnotation, "enabled") };

        var result = await new MeshedPodsCheck(SomeSights.Cluster(new PodsSeen([pod], false, "")), listens: true).RunAsync(Stop);

        Assert.Equal("Of 1 pods of Airflow 0 have a sidecar and 1 are in the ambient mesh.", result.Meaning);
    }

    [Theory]
    [InlineData("""{"items":[]}""", "fail")]
    [InlineData("""{"items":[{"metadata":{"namespace":"a","name":"b"},"spec":{"metrics":[]}}]}""", "fail")]
    [InlineData("""{"items":[{"metadata":{"namespace":"a","name":"b"},"spec":{"accessLogging":[{"disabled":true,"providers":[{"name":"p"}]}]}}]}""", "fail")]
    [InlineData("""{"items":[{"metadata":{"namespace":"a","name":"b"},"spec":{"accessLogging":[{"providers":[{"name":"p"}]}]}}]}""", "ok")]
    [InlineData("""{"items":[{"metadata":1,"spec":{"accessLogging":[{"providers":[{"name":"p"}]}]}}]}""", "skipped")]
    [InlineData("""{"items":[7]}""", "skipped")]
    [InlineData("""[]""", "skipped")]
    [InlineData("nothing", "skipped")]
    public async Task Telemetry_objects_are_read_for_what_switches_logs_on(string json, string state) => Assert.Equal(state, CheckWords.Of((await new TelemetryCheck(SomeSights.Cluster(answers: new Dictionary<string, ApiAnswer> { [Telemetries] = SomeSights.Body(json) })).RunAsync(Stop)).State));

    [Fact]
    public async Task An_older_Istio_has_its_Telemetry_objects_in_v1alpha1()
    {
        var answers = new Dictionary<string, ApiAnswer>
        {
            [OldTelemetries] = SomeSights.Body("""{"items":[{"metadata":{"namespace":"istio-system","name":"logs"},"spec":{"accessLogging":[{"providers":[{"name":"als"}]}]}}]}"""),
        };

        var result = await new TelemetryCheck(SomeSights.Cluster(answers: answers)).RunAsync(Stop);

        Assert.Equal("Access logs are switched on by istio-system/logs (providers als).", result.Meaning);
    }

    [Theory]
    [InlineData(ApiOutcome.Forbidden)]
    [InlineData(ApiOutcome.NotFound)]
    public async Task What_may_not_be_read_is_skipped_with_the_command_to_look_with(ApiOutcome outcome)
    {
        var cluster = SomeSights.Cluster(answers: new Dictionary<string, ApiAnswer> { [Mesh] = SomeSights.Refusal(outcome) });

        var result = await new MeshProviderCheck(cluster).RunAsync(Stop);

        Assert.Equal((CheckState.Skipped, MeshProviderCheck.Command), (result.State, result.Fragment));
    }

    [Theory]
    [InlineData("""{"data":{"mesh":"extensionProviders: [{name: w, envoyTcpAls: {service: s.svc, port: 9466}}]"}}""", "ok")]
    [InlineData("""{"data":{"mesh":"extensionProviders: [{name: zipkin, zipkin: {service: s.svc}}]"}}""", "fail")]
    [InlineData("""{"data":{"mesh":""}}""", "fail")]
    [InlineData("""{"data":{"mesh":": ["}}""", "skipped")]
    [InlineData("""{}""", "skipped")]
    public async Task Providers_are_read_out_of_the_mesh_configuration(string json, string state) => Assert.Equal(state, CheckWords.Of((await new MeshProviderCheck(SomeSights.Cluster(answers: new Dictionary<string, ApiAnswer> { [Mesh] = SomeSights.Body(json) })).RunAsync(Stop)).State));

    private static Task<CheckResult> RightsAsync(params string[] refused) =>
        new RightsCheck(SomeSights.Cluster(refused: refused), RightsCheck.NeededBy(new KubernetesOptions(), writesEvents: true)).RunAsync(Stop);

    private static Task<CheckResult> PodsAsync(params PodState[] pods) =>
        new AirflowPodsCheck(SomeSights.Cluster(new PodsSeen([.. pods], false, "")), ["airflow"]).RunAsync(Stop);
}
