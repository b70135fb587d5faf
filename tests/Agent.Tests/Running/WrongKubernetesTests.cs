using System.Net;
using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.World;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>The Kubernetes API is of no help: the agent runs on what the flows themselves carry.</summary>
public sealed class WrongKubernetesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_api_that_refuses_is_said_once_and_flows_are_counted_all_the_same()
    {
        await using var api = await WrongServer.OfForbiddenAsync();
        var world = new Windsock.Agent.Simulation.Simulation(SomeWorldNow(), TimeProvider.System);
        var socket = Path.Combine(_folder.Path, "agent.sock");
        await using var hubble = await HubbleHost.StartAsync(world.Observer, socket, Path.Combine(_folder.Path, "hubble.sock"));
        await using var agent = new AgentProcess(Settings(socket, api.Port));

        var (_, body) = await Eventually.GetAsync(agent.Pages.ReadyAsync, ready => ready.Code == HttpStatusCode.OK, Patience, "ready");
        Assert.Contains("forbidden: list and watch on pods are not granted: apply deploy/daemonset/base/rbac.yaml", body, StringComparison.Ordinal);
        await world.Delivery.Connected.WaitAsync(Patience, TestContext.Current.CancellationToken);
        world.Begin(WholeSecond().AddSeconds(1));

        // Long enough for tasks whose flows carry all labels of their pods, which is Cilium's default.
        world.PlayTo(TimeSpan.FromSeconds(12));

        var flows = world.Truth.Totals([]).Flows;
        var page = await Eventually.GetAsync(
            agent.Pages.MetricsAsync, page => page.Sum(AgentMetrics.Consumer, ("consumer", "metrics"), ("outcome", "done")) == flows, Patience, $"{flows} counted flows");
        Assert.Equal(flows, page.Sum(AgentMetrics.Attribution));
        Assert.True(page.Sum(TaskFamilies.FlowEvents) > 0, "flows carry the labels of task pods");
        await Eventually.HoldsAsync(() => Task.FromResult(api.Requests > 9), Patience, "three attempts for each of three resources");
        Assert.Contains("deploy/daemonset/base/rbac.yaml", Assert.Single(agent.Said("'list' on pods")), StringComparison.Ordinal);
        Assert.Equal(0, await agent.StopAsync());
    }

    [Fact]
    public async Task An_api_that_does_not_answer_does_not_silence_the_agent()
    {
        var world = new Windsock.Agent.Simulation.Simulation(SomeWorldNow(), TimeProvider.System);
        var socket = Path.Combine(_folder.Path, "agent.sock");
        await using var hubble = await HubbleHost.StartAsync(world.Observer, socket, Path.Combine(_folder.Path, "hubble.sock"));
        await using var agent = new AgentProcess(Settings(socket, FreePort.Next()));

        await world.Delivery.Connected.WaitAsync(Patience, TestContext.Current.CancellationToken);
        world.Begin(WholeSecond().AddSeconds(1));
        world.PlayTo(TimeSpan.FromSeconds(1));

        var flows = world.Truth.Totals([]).Flows;
        await Eventually.GetAsync(agent.Pages.MetricsAsync, page => page.Sum(AgentMetrics.Attribution) == flows, Patience, $"{flows} attributed flows");
        var (code, body) = await agent.Pages.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.Contains("the first list of pods is not complete", body, StringComparison.Ordinal);
        Assert.Single(agent.Said("The watch of pods failed"));
        Assert.Equal(0, await agent.StopAsync());
    }

    private static WorldSettings SomeWorldNow() => new(7, 300, WholeSecond(), HasTrouble: false);

    private static DateTimeOffset WholeSecond()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    private string Settings(string socket, int port)
    {
        var kubeconfig = _folder.Write("kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [ { name: test, cluster: { server: "http://127.0.0.1:{{port}}" } } ]
            users: [ { name: test, user: {} } ]
            contexts: [ { name: test, context: { cluster: test, user: test } } ]

            """);
        return $$"""
            node: { name: worker-1 }
            hubble: { address: "unix://{{socket}}" }
            kubernetes: { kubeconfig: "{{kubeconfig}}", scope: node }
            airflow: { namespaces: [ airflow, airflow-jobs ] }
            """;
    }
}
