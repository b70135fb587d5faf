using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Exporter.KubernetesEvents;
using Windsock.FlowCollector.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sinks;

namespace Windsock.EndToEnd.Tests.ClusterView;

/// <summary>The Event that the agent writes on a failed task's pod, as a real kube-apiserver with RBAC takes it: with the rights of
/// deploy/daemonset/base/rbac.yaml and without.</summary>
public sealed class DiagnosisEventTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>
{
    private static readonly Instant Ended = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 1, 2, 2, 0, 0, TimeSpan.Zero));

    private readonly AirflowPods _pods = new(cluster);

    [Fact]
    public async Task The_diagnosis_stands_on_the_pod_once_however_often_it_is_written()
    {
        await PrepareAsync("create");
        using var pod = await cluster.SendAsync(HttpMethod.Get, "api/v1/namespaces/airflow/pods/failed-0");
        var story = Story(pod.RootElement.GetProperty("metadata").GetProperty("uid").GetString()!);

        // A second agent, or this one after a restart, knows nothing of the first.
        Assert.Equal(1, (await WriteAsync(story))[(int)SinkOutcome.Delivered]);
        Assert.Equal(1, (await WriteAsync(story))[(int)SinkOutcome.Delivered]);

        using var events = await cluster.SendAsync(HttpMethod.Get, "api/v1/namespaces/airflow/events?fieldSelector=involvedObject.uid%3D" + story.Pods[0].Uid);
        var written = Assert.Single(events.RootElement.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(("Warning", "WindsockDiagnosis"), (Text(written, "type"), Text(written, "reason")));
        Assert.Equal("Its connection to data/postgres:5432 was denied. A retry will not help.", Text(written, "message"));
        Assert.Equal(("windsock", "2026-01-02T02:00:00Z"), (Text(written, "reportingComponent"), Text(written, "lastTimestamp")));
    }

    [Fact]
    public async Task The_longest_message_is_one_that_the_API_server_takes()
    {
        await PrepareAsync("create");
        var story = Story("some-uid") with { Id = "fedcba9876543210" };
        var wordy = story with { Causes = [story.Causes[0] with { Sentence = string.Concat(Enumerable.Repeat("Straße😀 ", 300)) }] };

        Assert.Equal(1, (await WriteAsync(wordy))[(int)SinkOutcome.Delivered]);
    }

    [Fact]
    public async Task An_event_of_a_namespace_that_is_gone_is_rejected()
    {
        await PrepareAsync("create");
        var story = Story("other-uid");

        Assert.Equal(1, (await WriteAsync(story with { Pods = [story.Pods[0] with { Namespace = "gone" }] }))[(int)SinkOutcome.Rejected]);
    }

    [Fact]
    public async Task Without_the_right_the_event_is_rejected_and_nothing_else_happens()
    {
        await PrepareAsync("get");

        Assert.Equal(1, (await WriteAsync(Story("no-such-uid")))[(int)SinkOutcome.Rejected]);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task PrepareAsync(string verb)
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "etcd or kube-apiserver is not installed: run eng/real-parts/install.sh and kube-apiserver.sh");
        await cluster.ReplaceAsync("apis/rbac.authorization.k8s.io/v1/clusterroles", "windsock-events", $$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"windsock-events"},
            "rules":[{"apiGroups":[""],"resources":["events"],"verbs":["{{verb}}"]}]}
            """);
        await cluster.ReplaceAsync("apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "windsock-events", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"windsock-events"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"windsock-events"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"agent"}]}
            """);
        using (var found = await cluster.SendAsync(HttpMethod.Get, "api/v1/namespaces/airflow", mayBeAbsent: true))
        {
            if (found.RootElement.GetProperty("kind").GetString() == "Status")
            {
                using var created = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces", """{"metadata":{"name":"airflow"}}""");
            }
        }

        using var emptied = await cluster.SendAsync(HttpMethod.Delete, "api/v1/namespaces/airflow/pods?gracePeriodSeconds=0");
        await _pods.CreateAsync("failed", 1);
    }

    private async Task<IReadOnlyList<long>> WriteAsync(TryStory story)
    {
        var kubeconfig = cluster.WriteKubeconfig(cluster.Port);
        using var watches = ClusterWatchRegistration.Create(new KubernetesOptions { Kubeconfig = kubeconfig, Scope = KubernetesScope.Cluster }, "", TimeProvider.System, NullLoggerFactory.Instance);
        var (observers, stages, _) = KubernetesEventsRegistration.Create(new KubernetesEventsOptions { Enabled = true }, watches.Writer, TimeProvider.System, NullLoggerFactory.Instance);
        using var stage = Assert.Single(stages);
        Assert.Single(observers).Observe(story);
        stage.Complete();
        await stage.RunAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return stage.Outcomes;
    }

    private static TryStory Story(string uid) => new()
    {
        Id = "0123456789abcdef",
        Try = new TaskTry(new TaskKey("airflow", "etl", "load"), "manual__1", 1, -1, IdForm.Raw),
        Result = TryResult.Failed,
        EndedAt = Ended,
        Pods = [new TryPod(uid, "airflow", "failed-0", "node-1", PodRole.Operator, "default", "", "Failed", 1, "", Ended, Ended)],
        Evidence = new TryEvidence(0, false, false, true, 1),
        Causes = [new Diagnosis { Cause = FailureCause.PolicyDenied, Confidence = Confidence.High, Sentence = "Its connection to data/postgres:5432 was denied.", Retry = RetryAdvice.WillNotHelp }],
    };
}
