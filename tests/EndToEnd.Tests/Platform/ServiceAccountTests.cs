using System.Net;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>What a task does to Kubernetes with the token of its pod, from the API server's word to the metrics, the diagnosis and the audit
/// trail.</summary>
[Collection(AuditCollection.Name)]
public sealed class ServiceAccountTests(AuditedCluster cluster) : IDisposable
{
    private const string Task = "dag_id=\"etl\",task_id=\"load\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_a_task_asks_with_the_token_of_its_pod_is_counted_explained_and_kept()
    {
        await using var agent = await ListeningAgent.StartAsync(cluster, _folder.FullName);
        await cluster.CreateAccountAsync(
            "loader", """{"apiGroups":[""],"resources":["configmaps"],"verbs":["create"]},{"apiGroups":[""],"resources":["secrets"],"verbs":["get"]}""", ("get", "", "secrets"));
        using var secret = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/secrets", """{"metadata":{"name":"warehouse"},"stringData":{"password":"open-sesame"}}""");
        using var pod = await TaskPod.StartAsync(cluster, "etl", "load", "loader");
        await agent.SeesAsync("etl");

        Assert.Equal(HttpStatusCode.Created, await pod.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/configmaps", """{"metadata":{"name":"result"},"data":{"rows":"7"}}"""));
        Assert.Equal(HttpStatusCode.OK, await pod.SendAsync(HttpMethod.Get, "api/v1/namespaces/airflow/secrets/warehouse"));
        Assert.Equal(HttpStatusCode.Forbidden, await pod.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/pods", """{"metadata":{"name":"helper"},"spec":{"containers":[{"name":"c","image":"i"}]}}"""));

        // The API server itself says which pod the token was bound to.
        Assert.All(cluster.Logged("loader"), one => Assert.Equal(pod.Uid, one["user"]!["extra"]!["authentication.kubernetes.io/pod-uid"]![0]!.GetValue<string>()));
        await agent.IsAsync("platform_actions_total", 1, Task, "system=\"kubernetes\"", "verb=\"create\"", "outcome=\"succeeded\"");
        await agent.IsAsync("platform_actions_total", 1, Task, "system=\"kubernetes\"", "verb=\"get\"", "outcome=\"succeeded\"");
        await agent.IsAsync("platform_actions_total", 1, Task, "system=\"kubernetes\"", "verb=\"create\"", "outcome=\"denied\"");
        await agent.IsAsync("platform_failures_total", 1, Task, "cause=\"permission\"");
        await agent.IsAsync("platform_actions_total", 3, Task);
        await agent.IsAsync("platform_caller_evidence_total", 3, "evidence=\"pod_uid\"");

        await pod.FailAsync();
        var told = await Testing.Eventually.GetAsync(
            async () => (await agent.TriesAsync("etl")).SingleOrDefault()?.ToJsonString() ?? "", told => told.Contains("\"result\":\"failed\"", StringComparison.Ordinal), ListeningAgent.Patience, "the try has failed");
        Assert.Contains("\"cause\":\"permission\"", told, StringComparison.Ordinal);
        Assert.Contains("Its create of pods was forbidden for system:serviceaccount:airflow:loader", told, StringComparison.Ordinal);
        Assert.Contains("missing verb create in namespace airflow", told, StringComparison.Ordinal);
        await agent.BalancesAsync();
        Assert.Equal(0, await agent.StopAsync());

        await IsKeptAsync();
    }

    private async Task IsKeptAsync()
    {
        var trail = ListeningAgent.TrailIn(_folder.FullName);
        var (verified, words) = await Command.RunAsync("audit", "verify", trail);
        Assert.True(verified == 0, words);
        var (found, table) = await Command.RunAsync("audit", "query", trail, "--dag", "etl", "--kind", "action");
        Assert.True(found == 0, table);
        Assert.Contains("load", table, StringComparison.Ordinal);
        Assert.Contains("airflow/loader", table, StringComparison.Ordinal);
        Assert.Contains("denied", table, StringComparison.Ordinal);
        Assert.Equal(3, (await Command.RunAsync("audit", "query", trail, "--identity", "airflow/loader", "-o", "json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(Directory.GetFiles(trail), file => Assert.DoesNotContain("open-sesame", File.ReadAllText(file), StringComparison.Ordinal));
    }
}
