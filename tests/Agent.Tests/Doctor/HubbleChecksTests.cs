using System.Collections.Immutable;
using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.Agent.Tests.Doctor;

public sealed class HubbleChecksTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4_095, 409.5, "ok", "")]
    [InlineData(4_095, 410, "warn", "to 8191,")]
    [InlineData(4_095, 6_000, "warn", "to 65535,")]
    [InlineData(65_535, 20_000, "warn", "largest size")]
    public async Task A_ring_that_does_not_bridge_a_restart_is_to_grow_to_the_size_that_does(ulong ring, double rate, string state, string mend)
    {
        var result = await new HubbleRingCheck(SomeSights.Hubble(SomeSights.Status with { RingCapacity = ring, FlowsPerSecond = rate })).RunAsync(Stop);

        Assert.Equal(state, CheckWords.Of(result.State));
        Assert.Contains(mend, result.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_servers_own_rate_that_since_its_start_counts()
    {
        var status = new ServerStatus("", 4_095, 4_095, 10_000, TimeSpan.FromSeconds(10), null, null);

        var result = await new HubbleRingCheck(SomeSights.Hubble(status)).RunAsync(Stop);

        Assert.Equal((CheckState.Warn, true), (result.State, result.Meaning.StartsWith("The ring keeps 4,095 flows, which is 4.1s at 1,000 flows a second.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0UL, 100.0)]
    [InlineData(4_095UL, 0.0)]
    public async Task A_server_that_does_not_tell_is_not_judged(ulong ring, double rate)
    {
        var status = SomeSights.Status with { RingCapacity = ring, FlowsPerSecond = rate, Uptime = TimeSpan.Zero };

        Assert.Equal(CheckState.Skipped, (await new HubbleRingCheck(SomeSights.Hubble(status)).RunAsync(Stop)).State);
    }

    [Theory]
    [InlineData(null, 0u, KubernetesScope.Node, "ok")]
    [InlineData(null, 0u, KubernetesScope.Cluster, "warn")]
    [InlineData(5u, 0u, KubernetesScope.Cluster, "ok")]
    [InlineData(5u, 0u, KubernetesScope.Node, "warn")]
    [InlineData(5u, 2u, KubernetesScope.Cluster, "warn")]
    public async Task The_server_has_to_be_of_the_kind_that_the_scope_needs(uint? connected, uint unavailable, KubernetesScope scope, string state)
    {
        var status = SomeSights.Status with { ConnectedNodes = connected, UnavailableNodes = unavailable };

        Assert.Equal(state, CheckWords.Of((await new HubbleNodesCheck(SomeSights.Hubble(status), scope).RunAsync(Stop)).State));
    }

    [Fact]
    public async Task Nodes_that_a_relay_does_not_reach_are_named()
    {
        var status = SomeSights.Status with { ConnectedNodes = 3, UnavailableNodes = 2, UnavailableNodeNames = ["worker-4", "worker-5"] };

        var result = await new HubbleNodesCheck(SomeSights.Hubble(status), KubernetesScope.Cluster).RunAsync(Stop);

        Assert.Equal("The relay reaches 3 nodes and does not reach 2: worker-4 and worker-5. Their flows are missing.", result.Meaning);
    }

    [Theory]
    [InlineData(LossReason.PerfEventRingBuffer, "monitorAggregation")]
    [InlineData(LossReason.ObserverEventsQueue, "eventQueueSize")]
    [InlineData(LossReason.HubbleRingBuffer, "eventBufferCapacity")]
    [InlineData(LossReason.Unknown, "log of the Cilium agent")]
    public async Task Each_place_of_loss_has_its_mend(LossReason reason, string mend)
    {
        var result = await new HubbleLossCheck(SomeSights.Hubble(lost: ImmutableDictionary<LossReason, long>.Empty.Add(reason, 5))).RunAsync(Stop);

        Assert.Equal(CheckState.Warn, result.State);
        Assert.Contains(mend, result.Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true, "ok")]
    [InlineData(true, false, "ok")]
    [InlineData(false, true, "warn")]
    [InlineData(false, false, "warn")]
    public async Task Without_DNS_a_policy_that_shows_it_is_given_for_the_namespace(bool dns, bool http, string state)
    {
        var pod = SomeSights.Pod("flows-ns", "a", 300);
        ImmutableArray<Flow> flows = [SomeSights.FlowOf(pod), .. dns ? [SomeSights.Flows[0]] : Array.Empty<Flow>(), .. http ? [SomeSights.Flows[1]] : Array.Empty<Flow>()];

        var result = await new HubbleLayer7Check(SomeSights.Hubble(flows: flows), ["flows-ns"]).RunAsync(Stop);

        Assert.Equal(state, CheckWords.Of(result.State));
        Assert.Equal(!dns, result.Fragment.Contains("namespace: flows-ns", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1.9, "ok")]
    [InlineData(-2.1, "warn")]
    [InlineData(4.9, "ok")]
    [InlineData(5.1, "warn")]
    public async Task Flows_from_another_time_are_told(double lag, string state) => Assert.Equal(state, CheckWords.Of((await new HubbleClockCheck(SomeSights.Hubble(lag: TimeSpan.FromSeconds(lag)), TimeSpan.FromSeconds(2)).RunAsync(Stop)).State));

    [Fact]
    public async Task No_flow_while_looking_says_nothing_about_the_clock() =>
        Assert.Equal(CheckState.Skipped, (await new HubbleClockCheck(SomeSights.Hubble(), TimeSpan.Zero).RunAsync(Stop)).State);

    [Fact]
    public async Task Labels_that_each_try_has_anew_are_named_with_the_setting_that_leaves_them_out()
    {
        var result = await IdentitiesAsync(["airflow"], SomeSights.Pod("airflow", "a", 300, "k8s:run_id=1", "k8s:map_index=3", "k8s:app=x"), SomeSights.Pod("airflow", "b", 301, "k8s:run_id=2"));

        Assert.Equal(CheckState.Warn, result.State);
        Assert.Contains("labels map_index and run_id, which each try has anew: 2 identities", result.Meaning, StringComparison.Ordinal);
        Assert.Contains("labels: 'k8s:!map_index k8s:!run_id'", result.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_of_DAG_and_task_are_fine_and_explained()
    {
        var result = await IdentitiesAsync(["airflow"], SomeSights.Pod("airflow", "a", 300, "k8s:dag_id=etl", "k8s:task_id=load"));

        Assert.Equal(CheckState.Ok, result.State);
        Assert.Contains("dag_id and task_id are in Cilium's identities", result.Meaning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mlflow", 300u)]
    [InlineData("airflow", 2u)]
    [InlineData("airflow", 16_777_217u)]
    public async Task Labels_of_others_and_reserved_identities_are_not_looked_at(string space, uint identity) =>
        Assert.Equal(CheckState.Skipped, (await IdentitiesAsync(["airflow"], SomeSights.Pod(space, "a", identity, "k8s:run_id=1"))).State);

    [Fact]
    public async Task Everywhere_only_pods_with_labels_of_Airflow_are_looked_at()
    {
        Assert.Equal(CheckState.Skipped, (await IdentitiesAsync(["*"], SomeSights.Pod("web", "a", 300, "k8s:app=x", "cidr:run_id=1"))).State);
        Assert.Equal(CheckState.Warn, (await IdentitiesAsync(["*"], SomeSights.Pod("web", "a", 300, "k8s:try_number=1"))).State);
    }

    [Fact]
    public async Task A_server_without_flows_or_with_odd_ones_is_doubtful()
    {
        Assert.Equal(CheckState.Warn, (await new HubbleFlowsCheck(SomeSights.Hubble(flows: [])).RunAsync(Stop)).State);
        Assert.Equal(CheckState.Warn, (await new HubbleFlowsCheck(SomeSights.Hubble(undecodable: 3)).RunAsync(Stop)).State);
        Assert.Equal(CheckState.Ok, (await new HubbleFlowsCheck(SomeSights.Hubble()).RunAsync(Stop)).State);
    }

    private static Task<CheckResult> IdentitiesAsync(IReadOnlyList<string> namespaces, params Endpoint[] pods) =>
        new IdentityLabelsCheck(SomeSights.Hubble(flows: [.. pods.Select(pod => SomeSights.FlowOf(pod))]), namespaces).RunAsync(Stop);
}
