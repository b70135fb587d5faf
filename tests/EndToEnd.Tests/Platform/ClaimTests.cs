using System.Net;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>A claim in Crossplane's shape that a task makes: its audit event says whose it is, its conditions say how it went.</summary>
[Collection(AuditCollection.Name)]
public sealed class ClaimTests(AuditedCluster cluster) : IDisposable
{
    private const string Claims = "apis/platform.example.org/v1/namespaces/airflow/buckets";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_claim_that_a_task_makes_becomes_ready_for_that_task()
    {
        Assert.SkipUnless(AuditedCluster.IsInstalled, "absent: kube-apiserver and etcd (make kube-apiserver installs them)");
        await DefineAsync();
        await using var agent = await ListeningAgent.StartAsync(cluster, _folder.FullName);
        await agent.IsAsync("platform_source_up", 1, "source=\"crossplane\"");
        await cluster.CreateAccountAsync("claimer", """{"apiGroups":["platform.example.org"],"resources":["buckets"],"verbs":["create","get"]}""", ("create", "platform.example.org", "buckets"));
        using var pod = await TaskPod.StartAsync(cluster, "landing", "bucket", "claimer");
        await agent.SeesAsync("landing");

        Assert.Equal(HttpStatusCode.Created, await pod.SendAsync(HttpMethod.Post, Claims, """{"apiVersion":"platform.example.org/v1","kind":"Bucket","metadata":{"name":"raw"},"spec":{"region":"eu-west-1"}}"""));
        await agent.IsAsync("platform_actions_total", 1, "dag_id=\"landing\",task_id=\"bucket\"", "system=\"crossplane\"", "verb=\"create\"", "outcome=\"succeeded\"");
        using var ready = await cluster.SendAsync(
            HttpMethod.Patch,
            $"{Claims}/raw/status",
            $$$"""{"status":{"conditions":[{"type":"Ready","status":"True","reason":"Available","lastTransitionTime":"{{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}}"}]}}""",
            "application/merge-patch+json");

        await agent.IsAsync("crossplane_ready_seconds_count", 1, "dag_id=\"landing\",task_id=\"bucket\"");
        await agent.BalancesAsync();
        Assert.Equal(0, await agent.StopAsync());
        var (_, kept) = await Command.RunAsync("audit", "query", ListeningAgent.TrailIn(_folder.FullName), "--dag", "landing", "-o", "json");
        Assert.Contains("\"kind\":\"buckets.platform.example.org\",\"namespace\":\"airflow\",\"name\":\"raw\"", kept, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"moment\"", kept, StringComparison.Ordinal);
    }

    private async Task DefineAsync()
    {
        using var defined = await cluster.SendAsync(HttpMethod.Post, "apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"buckets.platform.example.org"},
            "spec":{"group":"platform.example.org","scope":"Namespaced","names":{"plural":"buckets","singular":"bucket","kind":"Bucket","listKind":"BucketList","categories":["claim"]},
            "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
            """);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var served = await cluster.SendAsync(HttpMethod.Get, "apis/platform.example.org/v1/buckets", mayBeAbsent: true);
                return served.RootElement.GetProperty("kind").GetString() == "BucketList";
            },
            TimeSpan.FromSeconds(60),
            "buckets are served");
    }
}
