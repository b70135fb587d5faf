using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.EndToEnd.Tests.ClusterView;

/// <summary>The cluster view against a real kube-apiserver: whatever happens in between, in the end it is what the API says, and on
/// the way no change contradicts another.</summary>
public sealed class ClusterViewTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>
{
    private const string Role = """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"windsock"},
        "rules":[{"apiGroups":[""],"resources":["pods","serviceaccounts","namespaces"],"verbs":["list","watch"]}]}
        """;

    private const string Binding = """
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"windsock"},
        "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"windsock"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"agent"}]}
        """;

    private readonly AirflowPods _pods = new(cluster);

    [Fact]
    public async Task Pods_by_the_hundred_that_come_change_and_go_are_seen_as_the_API_says()
    {
        await PrepareAsync();
        await _pods.CreateAsync("before", 100);
        await using var view = Follow(cluster.Port);
        await _pods.CreateAsync("live", 200);
        await _pods.RunAsync("live", 200);
        await _pods.LabelAsync("live", 60);
        await _pods.FinishAsync("live", 120);
        await _pods.DeleteAsync("before", 100);
        await _pods.DeleteAsync("live", 40);
        await _pods.CreateAsync("live", 20);

        await EqualsTheApiAsync(view);

        Assert.Equal(1, view.Metric("cluster_relists_total", "pods", "start"));
        Assert.Equal(90, view.Metric("cluster_objects", "pods"));
    }

    [Fact]
    public async Task Only_the_metadata_of_service_accounts_and_namespaces_is_asked_for_and_it_is_enough()
    {
        await PrepareAsync();
        await using var view = Follow(cluster.Port);
        using var created = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/serviceaccounts", """
            {"metadata":{"name":"loader","annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::1:role/load"}}}
            """);
        using var team = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces", """{"metadata":{"name":"team","labels":{"owner":"data"}}}""");

        Assert.True(await view.UntilAsync(() => view.Read((_, accounts, namespaces) => accounts.ContainsKey("airflow/loader") && namespaces.ContainsKey("team")), 30));
        Assert.Equal("arn:aws:iam::1:role/load", view.Read((_, accounts, _) => accounts["airflow/loader"].CloudIdentity));
        Assert.Equal("data", view.Read((_, _, namespaces) => namespaces["team"].Labels["owner"]));

        using var deleted = await cluster.SendAsync(HttpMethod.Delete, "api/v1/namespaces/airflow/serviceaccounts/loader");
        Assert.True(await view.UntilAsync(() => view.Read((_, accounts, _) => !accounts.ContainsKey("airflow/loader")), 30));
    }

    [Fact]
    public async Task History_that_was_compacted_while_the_watch_was_cut_is_made_up_for_by_a_list()
    {
        await PrepareAsync();
        await using var gate = new Gate(cluster.Port);
        await using var view = Follow(gate.Port);
        await _pods.CreateAsync("old", 150);
        await EqualsTheApiAsync(view);

        gate.Close();
        await _pods.DeleteAsync("old", 70);
        await _pods.CreateAsync("old", 30);
        await _pods.CreateAsync("new", 100);
        await _pods.RunAsync("new", 100);
        await cluster.ForgetHistoryAsync();
        gate.Open();

        await EqualsTheApiAsync(view);
        Assert.True(await view.UntilAsync(() => view.Metric("cluster_relists_total", "pods", "expired") >= 1, 10));
        Assert.True(view.Metric("cluster_watch_errors_total", "pods", "connection") >= 1);
    }

    [Fact]
    public async Task A_restart_of_the_API_server_loses_nothing()
    {
        await PrepareAsync();
        await using var view = Follow(cluster.Port);
        await _pods.CreateAsync("early", 100);
        await EqualsTheApiAsync(view);

        await cluster.RestartAsync();
        await _pods.RunAsync("early", 100);
        await _pods.DeleteAsync("early", 50);
        await _pods.CreateAsync("late", 50);

        await EqualsTheApiAsync(view);
        Assert.True(await view.UntilAsync(() => view.Metric("cluster_watch_up", "pods") == 1, 30));
    }

    [Fact]
    public async Task Rights_that_are_taken_away_are_named_once_and_when_they_come_back_nothing_is_missing()
    {
        await PrepareAsync();
        await using var view = Follow(cluster.Port);
        await _pods.CreateAsync("mine", 60);
        await EqualsTheApiAsync(view);

        using var revoked = await cluster.SendAsync(HttpMethod.Delete, "apis/rbac.authorization.k8s.io/v1/clusterrolebindings/windsock");
        Assert.True(await view.UntilAsync(() => view.Metric("cluster_watch_errors_total", "pods", "forbidden") >= 2, 60));
        Assert.Equal(0, view.Metric("cluster_watch_up", "pods"));
        await _pods.FinishAsync("mine", 60);
        await _pods.DeleteAsync("mine", 20);
        await _pods.CreateAsync("theirs", 60);
        using var granted = await cluster.SendAsync(HttpMethod.Post, "apis/rbac.authorization.k8s.io/v1/clusterrolebindings", Binding);

        await EqualsTheApiAsync(view);
        var line = Assert.Single(view.Warnings, warning => warning.Contains("on pods", StringComparison.Ordinal));
        Assert.Contains("'watch'", line, StringComparison.Ordinal);
        Assert.Contains("deploy/daemonset/base/rbac.yaml", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_passes_any_more_is_replaced()
    {
        await PrepareAsync();
        await using var gate = new Gate(cluster.Port);
        await using var view = Follow(gate.Port, new WatchTimings { Idle = TimeSpan.FromSeconds(4) });
        await _pods.CreateAsync("seen", 40);
        await EqualsTheApiAsync(view);

        gate.Freeze();
        await _pods.RunAsync("seen", 40);

        await EqualsTheApiAsync(view);
        Assert.True(view.Metric("cluster_watch_errors_total", "pods", "idle") >= 1);
    }

    /// <summary>An empty namespace and the agent's rights.</summary>
    private async Task PrepareAsync()
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "etcd or kube-apiserver is not installed: run eng/real-parts/install.sh and kube-apiserver.sh");
        foreach (var (path, name, body) in new[]
        {
            ("api/v1/namespaces", "airflow", """{"metadata":{"name":"airflow"}}"""),
            ("apis/rbac.authorization.k8s.io/v1/clusterroles", "windsock", Role),
            ("apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "windsock", Binding),
        })
        {
            using var found = await cluster.SendAsync(HttpMethod.Get, $"{path}/{name}", mayBeAbsent: true);
            if (found.RootElement.GetProperty("kind").GetString() == "Status")
            {
                using var created = await cluster.SendAsync(HttpMethod.Post, path, body);
            }
        }

        using var emptied = await cluster.SendAsync(HttpMethod.Delete, "api/v1/namespaces/airflow/pods?gracePeriodSeconds=0");
    }

    private FollowedView Follow(int port, WatchTimings? timings = null)
    {
        // Short watches, so that a right that was taken away shows soon; everything else as in production.
        var options = new KubernetesOptions { Kubeconfig = cluster.WriteKubeconfig(port), Scope = KubernetesScope.Node, PageSize = 10 };
        return new FollowedView(options, "node-0", (timings ?? new WatchTimings()) with { MinWatch = TimeSpan.FromSeconds(4), MaxWatch = TimeSpan.FromSeconds(6) });
    }

    private async Task EqualsTheApiAsync(FollowedView view)
    {
        var expected = await _pods.ListAsync("node-0");
        await view.UntilAsync(() => AirflowPods.Describe(view).SequenceEqual(expected), 60);
        Assert.Equal(expected, AirflowPods.Describe(view));
        Assert.Empty(view.Contradictions);
    }
}
