using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>Nobody listens for a while. The API server tries again, and what it kept arrives once.</summary>
[Collection(AuditCollection.Name)]
public sealed class OutageTests(AuditedCluster cluster) : IDisposable
{
    private const string Task = "dag_id=\"nightly\",task_id=\"export\"";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_happened_while_the_agent_was_away_arrives_once_and_the_time_is_named()
    {
        using var pod = await BeforeAsync();
        await MakeAsync(pod, "away", 4);
        await AnAttemptFailsAsync();
        await using (var agent = await ListeningAgent.StartAsync(cluster, _folder.FullName))
        {
            await agent.IsAsync("platform_actions_total", 4, Task);
            await MakeAsync(pod, "after", 2);
            await agent.IsAsync("platform_actions_total", 6, Task, "verb=\"create\"", "outcome=\"succeeded\"");
            await agent.BalancesAsync();
            Assert.Contains(agent.Errors, line => line.Contains("Nobody listened for audit events since", StringComparison.Ordinal));
            Assert.Equal(0, await agent.SumAsync("platform_source_failures_total", "source=\"audit\""));
            Assert.Equal(0, await agent.StopAsync());
        }

        // The log that the API server writes itself is the oracle: the trail over both runs has each of its events, and each once.
        var trail = ListeningAgent.TrailIn(_folder.FullName);
        var (_, lines) = await Command.RunAsync("audit", "query", trail, "--dag", "nightly", "--kind", "action", "-o", "json");
        var kept = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["sourceId"]!.GetValue<string>()).Order(StringComparer.Ordinal).ToList();
        var logged = cluster.Logged("exporter").Select(one => one["auditID"]!.GetValue<string>()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(9, logged.Count);
        Assert.Equal(logged, kept);
        var gap = JsonNode.Parse(Assert.Single((await Command.RunAsync("audit", "query", trail, "--kind", "gap", "-o", "json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!;
        Assert.Equal(("audit", "not_listening"), (gap["source"]!.GetValue<string>(), gap["reason"]!.GetValue<string>()));
        var away = cluster.Logged("exporter").Where(one => one["objectRef"]!["name"]!.GetValue<string>().StartsWith("away", StringComparison.Ordinal)).Select(one => At(one["requestReceivedTimestamp"]));
        Assert.All(away, at => Assert.InRange(at, At(gap["since"]), At(gap["until"])));
        var (verified, words) = await Command.RunAsync("audit", "verify", trail);
        Assert.True(verified == 0, words);
    }

    private static DateTimeOffset At(JsonNode? time) => DateTimeOffset.Parse(time!.GetValue<string>(), CultureInfo.InvariantCulture);

    /// <summary>An agent takes the first three events and is stopped.</summary>
    private async Task<TaskPod> BeforeAsync()
    {
        await using var agent = await ListeningAgent.StartAsync(cluster, _folder.FullName);
        await cluster.CreateAccountAsync("exporter", """{"apiGroups":[""],"resources":["configmaps"],"verbs":["create"]}""", ("create", "", "configmaps"));
        var pod = await TaskPod.StartAsync(cluster, "nightly", "export", "exporter");
        await agent.SeesAsync("nightly");
        await MakeAsync(pod, "before", 3);
        await agent.IsAsync("platform_actions_total", 3, Task);
        await agent.BalancesAsync();
        Assert.Equal(0, await agent.StopAsync());
        return pod;
    }

    private static async Task MakeAsync(TaskPod pod, string prefix, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(HttpStatusCode.Created, await pod.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/configmaps", $$$"""{"metadata":{"name":"{{{prefix}}}-{{{i}}}"}}"""));
        }
    }

    /// <summary>Stands in for the agent until the API server has come, and sends it away.</summary>
    private async Task AnAttemptFailsAsync()
    {
        using var limit = new CancellationTokenSource(ListeningAgent.Patience);
        using var door = new TcpListener(IPAddress.Loopback, cluster.AuditPort);
        door.Start();
        using var visitor = await door.AcceptSocketAsync(limit.Token);
        visitor.LingerState = new LingerOption(true, 0);
    }
}
