using System.Text.Json.Nodes;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>Runs of Terraform that keep their state in the API server, and wait for one another.</summary>
[Collection(AuditCollection.Name)]
public sealed class TerraformTests(AuditedCluster cluster) : IDisposable
{
    private const string Rights = """
        {"apiGroups":[""],"resources":["secrets"],"verbs":["get","list","create","update","patch","delete"]},
        {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","create","update","patch","delete"]}
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_state_lock_that_two_tasks_want_is_held_by_one_and_waited_for_by_the_other()
    {
        await using var agent = await ListeningAgent.StartAsync(cluster, _folder.FullName);
        await cluster.CreateAccountAsync("planner", Rights, ("update", "coordination.k8s.io", "leases"));
        using var first = await StartAsync(agent, "network", "planner");
        using var second = await StartAsync(agent, "database", "planner");
        var (holder, waiter) = (new TerraformRun(first, "shared"), new TerraformRun(second, "shared"));

        Assert.True(await holder.LockAsync());
        await holder.ApplyAsync();
        Assert.False(await waiter.LockAsync());
        await holder.ApplyAsync();
        await holder.UnlockAsync();
        Assert.True(await waiter.LockAsync());
        await waiter.ApplyAsync();
        await waiter.UnlockAsync();

        await HeldAndWaitedAsync(agent, "network", 1, "database");
        await agent.IsAsync("platform_actions_total", 2, "dag_id=\"network\"", "system=\"terraform\"", "verb=\"create\"", "outcome=\"succeeded\"", "task_id=\"apply\"");
        Assert.Equal(0, await agent.StopAsync());
        Assert.Contains("state default/shared", await TrailOfAsync("database"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_real_Terraform_is_seen_to_hold_its_lock_and_to_wait_for_that_of_another()
    {
        Assert.SkipWhen(TerraformProgramRun.Program is null, "not installed: terraform");
        await using var agent = await ListeningAgent.StartAsync(cluster, _folder.FullName);
        await cluster.CreateAccountAsync("provisioner", Rights, ("update", "coordination.k8s.io", "leases"));
        using var first = await StartAsync(agent, "cluster", "provisioner", "");
        using var second = await StartAsync(agent, "storage", "provisioner", "");
        var go = Path.Combine(_folder.FullName, "go");
        var (holder, waiter) = (new TerraformProgramRun(cluster, first, Path.Combine(_folder.FullName, "first")), new TerraformProgramRun(cluster, second, Path.Combine(_folder.FullName, "second")));
        await holder.PrepareAsync(go);
        await waiter.PrepareAsync(go);

        await using var holds = holder.Apply();
        await UntilAsync(async () => await IsHeldAsync("real"), holds, "the first run holds the lock");
        await using var waits = waiter.Apply("-lock-timeout=60s");
        await UntilAsync(() => Task.FromResult(cluster.Logged("provisioner").Any(one => LooksAtLock(one, second))), waits, "the second run finds the lock taken");
        await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);

        var codes = (await holds.ExitAsync(ListeningAgent.Patience), await waits.ExitAsync(ListeningAgent.Patience));
        Assert.True(codes == (0, 0), $"{codes}\n{holds.Output}\n{string.Join('\n', holds.Errors)}\n{waits.Output}\n{string.Join('\n', waits.Errors)}");

        // The first one locked the state once more, to make it.
        await HeldAndWaitedAsync(agent, "cluster", 2, "storage");
        Assert.Equal(0, await agent.StopAsync());
        Assert.Contains("state default/real", await TrailOfAsync("storage"), StringComparison.Ordinal);
    }

    private async Task<TaskPod> StartAsync(ListeningAgent agent, string dag, string account, string userAgent = TerraformRun.UserAgent)
    {
        var pod = await TaskPod.StartAsync(cluster, dag, "apply", account, userAgent);
        await agent.SeesAsync(dag);
        return pod;
    }

    private static async Task HeldAndWaitedAsync(ListeningAgent agent, string holder, int times, string waiter)
    {
        await agent.IsAsync("terraform_lock_held_seconds_count", times, $"dag_id=\"{holder}\"");
        await agent.IsAsync("terraform_lock_held_seconds_count", 1, $"dag_id=\"{waiter}\"");
        await agent.IsAsync("terraform_lock_wait_seconds_count", 1, $"dag_id=\"{waiter}\"");
        Assert.Equal(0, await agent.SumAsync("terraform_lock_wait_seconds_count", $"dag_id=\"{holder}\""));
        await agent.BalancesAsync();
    }

    private async Task<bool> IsHeldAsync(string suffix)
    {
        using var lease = await cluster.SendAsync(HttpMethod.Get, $"apis/coordination.k8s.io/v1/namespaces/airflow/leases/lock-tfstate-default-{suffix}");
        return lease.RootElement.GetProperty("spec").TryGetProperty("holderIdentity", out _);
    }

    private static bool LooksAtLock(JsonNode logged, TaskPod pod) =>
        logged["user"]!["extra"]!["authentication.kubernetes.io/pod-name"]![0]!.GetValue<string>() == pod.Name
        && logged["objectRef"]!["resource"]!.GetValue<string>() == "leases";

    private static Task UntilAsync(Func<Task<bool>> holds, ChildProcess run, string what) => Eventually.HoldsAsync(
        async () =>
        {
            Assert.False(run.HasExited, $"{what}, before it ended: {run.Output}\n{string.Join('\n', run.Errors)}");
            return await holds();
        },
        ListeningAgent.Patience,
        what);

    private async Task<string> TrailOfAsync(string dag)
    {
        var trail = ListeningAgent.TrailIn(_folder.FullName);
        var (verified, words) = await Command.RunAsync("audit", "verify", trail);
        Assert.True(verified == 0, words);
        return (await Command.RunAsync("audit", "query", trail, "--dag", dag, "-o", "json")).Output;
    }
}
