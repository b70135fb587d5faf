using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Lookups;

public sealed class LookupTests
{
    private const string Marker = "k8s:kubernetes_pod_operator=True";

    private static readonly PodState Task = Some.ExecutorPod("task-1", "10.0.0.1");

    [Fact]
    public void A_local_pod_that_the_view_does_not_know_yet_is_worth_waiting_for()
    {
        var fixture = new AttributorFixture();
        var flow = Some.Flow(Some.Endpoint(Task), "10.0.0.1", Some.World, "203.0.113.5");
        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));

        fixture.Apply(Task);

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(flow, out var attribution, mayWait: true));
        Assert.Equal((AttributionKind.Task, AttributionClass.Exact), (attribution.Kind, attribution.Class));
    }

    [Fact]
    public void When_the_wait_is_over_the_flow_is_unknown()
    {
        var attribution = new AttributorFixture().Answer(Some.Flow(Some.Endpoint(Task), "10.0.0.1", Some.World, "203.0.113.5"));

        Assert.Equal((AttributionKind.Other, AttributionClass.Unknown), (attribution.Kind, attribution.Class));
        Assert.Equal((AttributionReason.PodUnknown, true), (attribution.Client.Reason, attribution.Client.Decides));
    }

    [Fact]
    public void When_the_wait_is_over_the_flows_own_labels_are_taken()
    {
        var endpoint = Some.Endpoint(
            Task, true, Marker, "k8s:dag_id=etl", "k8s:task_id=load", "k8s:run_id=nightly7-aaaaaaaaa", "k8s:io.kubernetes.pod.namespace=airflow");
        var fixture = new AttributorFixture();
        var flow = Some.Flow(endpoint, "10.0.0.1", Some.World, "203.0.113.5");
        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));

        var attribution = fixture.Answer(flow);

        Assert.Equal((AttributionKind.Task, AttributionClass.Inferred), (attribution.Kind, attribution.Class));
        var side = attribution.Client;
        Assert.Equal(AttributionReason.FlowLabels, side.Reason);
        Assert.Equal(("", "task-1", "etl", IdForm.Hashed), (side.Owner!.PodUid, side.Owner.PodName, side.Owner.Task!.DagId, side.Owner.Try!.Ids));
        Assert.Equal(new Peer(PeerKind.Task, "airflow/etl.load"), attribution.ClientAsPeer);
    }

    [Fact]
    public void Labels_of_a_flow_without_a_marker_or_from_elsewhere_are_not_believed()
    {
        var fixture = new AttributorFixture();
        var bare = Some.Endpoint(Task, true, "k8s:dag_id=etl", "k8s:task_id=load");
        var elsewhere = Some.Endpoint(Task with { Namespace = "stranger" }, true, Marker, "k8s:dag_id=etl", "k8s:task_id=load");

        Assert.Equal(AttributionReason.PodUnknown, fixture.Answer(Some.Flow(bare, "10.0.0.1", Some.World, "")).Client.Reason);
        var side = fixture.Answer(Some.Flow(elsewhere, "10.0.0.1", Some.World, "")).Client;
        Assert.Equal((OwnerKind.OtherPod, true, AttributionReason.FlowLabels), (side.Owner!.Kind, side.Owner.ClaimsAirflow, side.Reason));
    }

    [Fact]
    public void A_remote_pod_is_not_worth_waiting_for_in_node_scope()
    {
        var fixture = new AttributorFixture().Apply(Task);
        var remote = Some.Endpoint(Some.Pod("remote"), local: false);
        var flow = Some.Flow(Some.Endpoint(Task), "10.0.0.1", remote, "10.0.5.1");

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(flow, out var attribution, mayWait: true));
        Assert.Equal((AttributionClass.Unknown, false), (attribution.Server.Class, attribution.Server.Decides));
        Assert.Equal((AttributionKind.Task, AttributionClass.Exact), (attribution.Kind, attribution.Class));
    }

    [Fact]
    public void Without_a_view_of_pods_nothing_waits()
    {
        var fixture = new AttributorFixture(options => options.Scope = AttributionScope.Off);

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(Some.Flow(Some.Endpoint(Task), "10.0.0.1", Some.World, ""), out var attribution, mayWait: true));
        Assert.Equal((AttributionClass.Unknown, true), (attribution.Class, attribution.Client.Decides));
    }

    [Fact]
    public void An_address_alone_is_believed_once_the_view_has_moved_past_the_flow()
    {
        var fixture = new AttributorFixture().Apply(Task);
        var flow = Some.Flow(Endpoint.None, "10.0.0.1", Some.World, "203.0.113.5", at: 110);
        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));

        fixture.Reach(111.9);
        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));
        fixture.Reach(112);

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(flow, out var attribution, mayWait: true));
        Assert.Equal((AttributionClass.Inferred, AttributionReason.IpOnly), (attribution.Client.Class, attribution.Client.Reason));
        Assert.True(attribution.Client.Decides);
    }

    [Fact]
    public void A_name_whose_pod_has_other_addresses_waits_and_is_then_ambiguous_and_counted()
    {
        var fixture = new AttributorFixture().Apply(Task);
        var flow = Some.Flow(Some.Endpoint(Task), "10.0.0.2", Some.World, "203.0.113.5");
        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));
        Assert.Equal(0, fixture.Attributor.Counts.Disagreements.Value);

        var side = fixture.Answer(flow).Client;

        Assert.Equal((AttributionClass.Ambiguous, AttributionReason.NameAndIpDisagree), (side.Class, side.Reason));
        Assert.Null(side.Owner);
        Assert.Equal(1, fixture.Attributor.Counts.Disagreements.Value);
    }

    [Fact]
    public void A_name_without_a_known_address_is_ambiguous_only_when_the_address_is_somebody_elses()
    {
        var young = Some.ExecutorPod("young", "") with { StartedAt = Instant.Missing };
        var fixture = new AttributorFixture().Apply(Task).Apply(young);

        Assert.Equal(AttributionClass.Exact, fixture.Client(young, "10.0.0.8").Class);
        Assert.Equal(AttributionReason.NameAndIpDisagree, fixture.Client(young, "10.0.0.1").Reason);
    }

    [Fact]
    public void A_named_pod_is_never_looked_up_by_its_address()
    {
        var side = new AttributorFixture().Apply(Task).Reach(200).Client(Some.Pod("unknown-pod"), "10.0.0.1");

        Assert.Equal((AttributionClass.Unknown, AttributionReason.PodUnknown), (side.Class, side.Reason));
    }

    [Fact]
    public void A_flow_without_time_is_at_best_inferred()
    {
        var fixture = new AttributorFixture().Apply(Task);
        var flow = Some.Flow(Some.Endpoint(Task), "10.0.0.1", Some.World, "203.0.113.5");
        flow.Time = Instant.Missing;

        var attribution = fixture.Answer(flow, receivedAt: 110);

        Assert.Equal((AttributionClass.Inferred, AttributionReason.NoTime), (attribution.Client.Class, attribution.Client.Reason));
        Assert.Equal("etl", attribution.Client.Owner!.Task!.DagId);
        Assert.Equal(AttributionClass.Inferred, attribution.Class);
    }

    [Fact]
    public void A_flow_that_describes_nothing_is_other_and_unknown()
    {
        var attribution = new AttributorFixture().Answer(new Flow());

        Assert.Equal((AttributionKind.Other, AttributionClass.Unknown), (attribution.Kind, attribution.Class));
        Assert.Equal((AttributionReason.NothingToLookUp, AttributionReason.NothingToLookUp), (attribution.Client.Reason, attribution.Server.Reason));
        Assert.Equal((Peer.Unknown, Peer.Unknown), (attribution.ClientAsPeer, attribution.ServerAsPeer));
    }

    [Fact]
    public void An_entity_is_known_for_what_it_is_unless_its_address_is_a_pods()
    {
        var fixture = new AttributorFixture().Apply(Task).Reach(200);

        var host = fixture.Answer(Some.Flow(Some.Reserved(1, "reserved:host"), "10.0.0.1", Some.Endpoint(Task), "10.0.0.1"));
        Assert.Equal((OwnerKind.Entity, AttributionClass.Exact, false), (host.Client.Owner!.Kind, host.Client.Class, host.Client.Decides));
        Assert.Equal((AttributionKind.Task, AttributionClass.Exact), (host.Kind, host.Class));

        var late = fixture.Answer(Some.Flow(Some.World, "10.0.0.1", Some.World, "203.0.113.5"));
        Assert.Equal((AttributionReason.IpOnly, "etl"), (late.Client.Reason, late.Client.Owner!.Task!.DagId));
    }

    [Fact]
    public void A_pod_that_is_local_to_an_unnamed_endpoint_is_waited_for_by_its_address()
    {
        var init = new Endpoint { Id = 12, Identity = 5, Labels = ["reserved:init"] };
        var fixture = new AttributorFixture();
        var flow = Some.Flow(init, "10.0.0.1", Some.World, "203.0.113.5");

        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));
        var attribution = fixture.Answer(flow);
        Assert.Equal((AttributionKind.Other, AttributionClass.Unknown), (attribution.Kind, attribution.Class));
        Assert.Equal(new Peer(PeerKind.Entity, "init"), attribution.ClientAsPeer);
    }

    [Fact]
    public void A_pod_of_another_cluster_is_not_taken_for_its_namesake_here()
    {
        var home = new Endpoint { Id = 7, Namespace = Some.Namespace, PodName = "task-1", ClusterName = "home", Hash = 1 };
        var away = new Endpoint { Namespace = Some.Namespace, PodName = "task-1", ClusterName = "away", Hash = 2 };
        var fixture = new AttributorFixture(options => options.Scope = AttributionScope.Cluster).Apply(Task);

        var attribution = fixture.Answer(Some.Flow(away, "10.0.0.1", home, "10.0.0.1"));

        Assert.Equal((AttributionClass.Unknown, false), (attribution.Client.Class, attribution.Client.Decides));
        Assert.Equal("uid-task-1", attribution.Server.Owner!.PodUid);
        Assert.Equal(AttributionClass.Exact, attribution.Class);
    }

    [Fact]
    public void Its_own_numbers_are_reported_from_the_start()
    {
        var collected = new CollectingMetrics();
        var attributor = new FlowAttributor(new AttributionOptions());

        attributor.Collect(collected);

        Assert.Equal(attributor.Families.Select(family => family.Name).Order(), collected.Values.Keys.Select(key => key.Split('|')[0]).Distinct().Order());
        Assert.Equal(7, collected.Values.Keys.Count(key => key.StartsWith("attribution_evictions_total|", StringComparison.Ordinal)));
        Assert.All(collected.Values.Values, value => Assert.Equal(0, value));
    }
}
