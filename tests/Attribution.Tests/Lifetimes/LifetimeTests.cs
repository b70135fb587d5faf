using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Lifetimes;

public sealed class LifetimeTests
{
    private static readonly PodState Pod = Some.ExecutorPod("first", "10.0.0.1", start: 100);

    [Theory]
    [InlineData(100.0, AttributionClass.Exact, AttributionReason.None)]
    [InlineData(110.0, AttributionClass.Exact, AttributionReason.None)]
    [InlineData(120.99, AttributionClass.Exact, AttributionReason.None)]
    [InlineData(99.0, AttributionClass.Inferred, AttributionReason.ClockSkew)]
    [InlineData(98.0, AttributionClass.Inferred, AttributionReason.ClockSkew)]
    [InlineData(97.9, AttributionClass.Unknown, AttributionReason.OutsideLife)]
    [InlineData(121.0, AttributionClass.Inferred, AttributionReason.ClockSkew)]
    [InlineData(122.99, AttributionClass.Inferred, AttributionReason.ClockSkew)]
    [InlineData(123.0, AttributionClass.Unknown, AttributionReason.OutsideLife)]
    public void A_pods_life_goes_from_its_start_to_the_second_its_last_container_finished(double at, AttributionClass expected, AttributionReason reason)
    {
        var fixture = new AttributorFixture().Apply(Pod).Apply(Pod.Finished(120), at: 125);

        var side = fixture.Client(Pod, "10.0.0.1", at);

        Assert.Equal((expected, reason), (side.Class, side.Reason));
        Assert.Equal(expected is AttributionClass.Exact or AttributionClass.Inferred, side.Owner is not null);
        Assert.True(side.Decides);
    }

    [Fact]
    public void The_first_sight_of_an_address_starts_the_life_when_it_is_earlier()
    {
        var fixture = new AttributorFixture().Apply(Pod, at: 95);

        Assert.Equal(AttributionClass.Exact, fixture.Client(Pod, "10.0.0.1", at: 96).Class);
    }

    [Fact]
    public void Without_finish_times_the_life_ends_when_the_phase_was_seen()
    {
        var fixture = new AttributorFixture().Apply(Pod).Apply(Pod with { Phase = PodPhase.Failed }, at: 120).Remove(Pod, at: 150);

        Assert.Equal(AttributionClass.Exact, fixture.Client(Pod, "10.0.0.1", at: 119.9).Class);
        Assert.Equal(AttributionReason.OutsideLife, fixture.Client(Pod, "10.0.0.1", at: 123).Reason);
    }

    [Fact]
    public void A_removed_pod_ends_with_its_containers_when_they_had_all_finished()
    {
        var terminating = Pod.Finished(110) with { Phase = PodPhase.Running };
        var fixture = new AttributorFixture().Apply(Pod).Apply(terminating, at: 112);
        Assert.Equal(AttributionClass.Exact, fixture.Client(Pod, "10.0.0.1", at: 118).Class);

        fixture.Remove(Pod, at: 120);

        Assert.Equal(AttributionReason.OutsideLife, fixture.Client(Pod, "10.0.0.1", at: 118).Reason);
    }

    [Fact]
    public void A_removed_pod_whose_container_still_ran_ends_with_the_removal()
    {
        var running = Pod with { Containers = [new ContainerState("base", false, false, false, Some.At(101), Instant.Missing, 0, "")] };
        var fixture = new AttributorFixture().Apply(running).Remove(Pod, at: 120);

        Assert.Equal(AttributionClass.Exact, fixture.Client(Pod, "10.0.0.1", at: 119.9).Class);
        Assert.Equal(AttributionClass.Inferred, fixture.Client(Pod, "10.0.0.1", at: 120.1).Class);
    }

    [Fact]
    public void A_late_status_update_of_a_completed_pod_never_takes_the_address_back()
    {
        var successor = Some.ExecutorPod("second", "10.0.0.1", start: 122, dag: "other");
        var fixture = new AttributorFixture()
            .Apply(Pod).Apply(Pod.Finished(120), at: 121).Apply(successor, at: 123)
            .Apply(Pod.Finished(120) with { Labels = Pod.Labels.SetItem("airflow_executor_done", "True") }, at: 130)
            .Apply(Pod, at: 131)
            .Reach(200);

        var side = fixture.ClientByAddress("10.0.0.1", at: 140);

        Assert.Equal("uid-second", side.Owner!.PodUid);
        Assert.Equal((AttributionClass.Inferred, AttributionReason.IpOnly), (side.Class, side.Reason));
        Assert.Equal("uid-first", fixture.ClientByAddress("10.0.0.1", at: 110).Owner!.PodUid);
    }

    [Fact]
    public void Two_running_pods_with_one_address_are_ambiguous_by_address_but_not_by_name()
    {
        var twin = Some.ExecutorPod("second", "10.0.0.1", start: 105);
        var fixture = new AttributorFixture().Apply(Pod).Apply(twin, at: 106);

        var side = fixture.ClientByAddress("10.0.0.1", at: 110);

        Assert.Equal((AttributionClass.Ambiguous, AttributionReason.TwoPods), (side.Class, side.Reason));
        Assert.Null(side.Owner);
        Assert.True(side.Decides);
        Assert.Equal("uid-second", fixture.Client(twin, "10.0.0.1").Owner!.PodUid);
        Assert.Equal("uid-first", fixture.ClientByAddress("10.0.0.1", at: 101).Owner!.PodUid);
    }

    [Fact]
    public void On_one_nodes_clock_a_reused_address_changes_hands_at_once()
    {
        var fixture = WithReusedAddress(Some.Node);

        Assert.Equal("uid-second", fixture.ClientByAddress("10.0.0.1", at: 121.5).Owner!.PodUid);
        Assert.Equal(AttributionReason.TwoPods, fixture.ClientByAddress("10.0.0.1", at: 120.7).Reason);
        Assert.Equal("uid-first", fixture.ClientByAddress("10.0.0.1", at: 119.9).Owner!.PodUid);
    }

    [Fact]
    public void Between_two_clocks_a_reused_address_is_ambiguous_within_the_tolerance()
    {
        var fixture = WithReusedAddress(Some.OtherNode);

        Assert.Equal(AttributionReason.TwoPods, fixture.ClientByAddress("10.0.0.1", at: 122).Reason);
        Assert.Equal(AttributionReason.TwoPods, fixture.ClientByAddress("10.0.0.1", at: 119).Reason);
        Assert.Equal("uid-second", fixture.ClientByAddress("10.0.0.1", at: 123).Owner!.PodUid);
        Assert.Equal("uid-first", fixture.ClientByAddress("10.0.0.1", at: 117.9).Owner!.PodUid);
    }

    [Fact]
    public void A_recreated_pod_of_the_same_name_is_told_apart_by_time_and_by_address()
    {
        var again = Some.ExecutorPod("first", "10.0.0.2", start: 130) with { Uid = "uid-again" };
        var fixture = new AttributorFixture().Apply(Pod).Apply(again, at: 131).Reach(200);

        Assert.Equal("uid-first", fixture.Client(Pod, "10.0.0.1", at: 110).Owner!.PodUid);
        Assert.Equal("uid-again", fixture.Client(Pod, "10.0.0.2", at: 140).Owner!.PodUid);

        // The name was given away again at 130, so the first pod's end is known without its removal having been seen.
        Assert.Equal("uid-again", fixture.Client(Pod, "", at: 140).Owner!.PodUid);
        Assert.Equal("uid-again", fixture.Client(Pod, "10.0.0.2", at: 130.5).Owner!.PodUid);
    }

    [Fact]
    public void The_removal_of_an_older_pod_does_not_end_its_namesake()
    {
        var again = Some.ExecutorPod("first", "10.0.0.1", start: 130) with { Uid = "uid-again" };
        var fixture = new AttributorFixture().Apply(Pod).Apply(again, at: 131).Remove(Pod, at: 132).Reach(200);

        Assert.Equal("uid-again", fixture.Client(Pod, "10.0.0.1", at: 150).Owner!.PodUid);
        Assert.Equal("uid-again", fixture.ClientByAddress("10.0.0.1", at: 150).Owner!.PodUid);
    }

    [Fact]
    public void A_pod_whose_removal_came_first_stays_removed()
    {
        var fixture = new AttributorFixture().Remove(Pod, at: 120).Apply(Pod, at: 121).Reach(200);

        Assert.Equal("uid-first", fixture.Client(Pod, "10.0.0.1", at: 110).Owner!.PodUid);
        Assert.Equal(AttributionReason.OutsideLife, fixture.ClientByAddress("10.0.0.1", at: 150).Reason);
        Assert.Equal(0, fixture.Attributor.Counts.Pods);
    }

    [Fact]
    public void Host_network_pods_own_no_address_but_have_a_name()
    {
        var host = Pod with { HostNetwork = true };
        var fixture = new AttributorFixture().Apply(host);

        Assert.Equal(AttributionClass.Exact, fixture.Client(host, "10.0.0.1").Class);
        Assert.Equal(AttributionClass.Exact, fixture.Client(host, "10.9.9.9").Class);
        var side = fixture.ClientByAddress("10.0.0.1");
        Assert.Equal((AttributionClass.Unknown, AttributionReason.HostNetwork), (side.Class, side.Reason));

        fixture.Remove(host, at: 130).Apply(Some.Pod("next", "10.0.0.1", start: 140), at: 141).Reach(200);
        Assert.Equal("uid-next", fixture.ClientByAddress("10.0.0.1", at: 150).Owner!.PodUid);
    }

    [Fact]
    public void A_pod_keeps_its_former_address_for_the_time_it_had_it()
    {
        var moved = Pod with { Ips = [Some.Ip("10.0.0.7")] };
        var fixture = new AttributorFixture().Apply(Pod).Apply(moved, at: 130).Reach(200);

        Assert.Equal("uid-first", fixture.ClientByAddress("10.0.0.1", at: 129).Owner!.PodUid);
        Assert.Equal(AttributionReason.OutsideLife, fixture.ClientByAddress("10.0.0.1", at: 140).Reason);
        Assert.Equal("uid-first", fixture.ClientByAddress("10.0.0.7", at: 140).Owner!.PodUid);
    }

    [Fact]
    public void Both_addresses_of_a_dual_stack_pod_are_its_own()
    {
        var pod = Pod with { Ips = [Some.Ip("10.0.0.1"), Some.Ip("fd00::1")] };
        var fixture = new AttributorFixture().Apply(pod).Reach(200);

        Assert.Equal(AttributionClass.Exact, fixture.Client(pod, "fd00::1").Class);
        Assert.Equal("uid-first", fixture.ClientByAddress("fd00::1").Owner!.PodUid);
    }

    [Fact]
    public void Ended_pods_are_forgotten_after_a_while_and_running_ones_are_not()
    {
        var other = Some.Pod("second", "10.0.0.2");
        var fixture = new AttributorFixture(options => options.TombstoneSeconds = 60).Apply(Pod).Apply(other).Apply(Pod.Finished(120), at: 121);
        Assert.Equal((1, 1), (fixture.Attributor.Counts.Pods, fixture.Attributor.Counts.Tombstones));

        Assert.Equal(AttributionClass.Exact, fixture.Answer(Some.Flow(Some.Endpoint(Pod), "10.0.0.1", Some.World, ""), receivedAt: 180.9).Client.Class);
        Assert.Equal(AttributionReason.PodUnknown, fixture.Answer(Some.Flow(Some.Endpoint(Pod), "10.0.0.1", Some.World, ""), receivedAt: 181).Client.Reason);
        Assert.Equal((1, 0), (fixture.Attributor.Counts.Pods, fixture.Attributor.Counts.Tombstones));
        Assert.Equal(AttributionClass.Exact, fixture.Client(other, "10.0.0.2").Class);
    }

    [Fact]
    public void An_endpoint_finds_the_successor_of_a_forgotten_pod()
    {
        var endpoint = Some.Endpoint(Pod);
        var again = Some.ExecutorPod("first", "10.0.0.1", start: 300) with { Uid = "uid-again" };
        var fixture = new AttributorFixture(options => options.TombstoneSeconds = 60).Apply(Pod).Apply(Pod.Finished(120), at: 121);
        Assert.Equal("uid-first", fixture.Answer(Some.Flow(endpoint, "10.0.0.1", Some.World, ""), receivedAt: 130).Client.Owner!.PodUid);

        fixture.Reach(290).Apply(again, at: 301);

        Assert.Equal("uid-again", fixture.Answer(Some.Flow(endpoint, "10.0.0.1", Some.World, "", at: 310), receivedAt: 311).Client.Owner!.PodUid);
    }

    [Fact]
    public void Every_table_is_bounded_and_says_what_it_gave_up()
    {
        var fixture = new AttributorFixture(options =>
        {
            options.MaxPods = 100;
            options.MaxTombstones = 50;
            options.MaxEndpoints = 64;
        });
        for (var index = 0; index < 1_000; index++)
        {
            var pod = Some.Pod($"p{index}", "10.0.0.1") with { Labels = Some.Map(("app", $"app{index}")) };
            fixture.Apply(pod);
            if (index % 2 == 0)
            {
                fixture.Remove(pod, at: 102);
            }

            fixture.Client(pod, "10.0.0.1");
        }

        var counts = fixture.Attributor.Counts;
        Assert.Equal((100, 50), (counts.Pods, counts.Tombstones));
        Assert.True(counts.EvictedBecause(EvictionReason.PodLimit) > 0);
        Assert.True(counts.EvictedBecause(EvictionReason.TombstoneLimit) > 0);
        Assert.True(counts.EvictedBecause(EvictionReason.AddressHistory) > 0);
        Assert.True(counts.EvictedBecause(EvictionReason.EndpointLimit) > 0);
        Assert.True(counts.EvictedBecause(EvictionReason.PeerLimit) > 0);
    }

    private static AttributorFixture WithReusedAddress(string node)
    {
        var first = Pod with { NodeName = node };
        var second = Some.ExecutorPod("second", "10.0.0.1", start: 120) with { NodeName = node };
        return new AttributorFixture(options => options.Scope = AttributionScope.Cluster)
            .Apply(first).Apply(first.Finished(120), at: 121).Apply(second, at: 122).Reach(200);
    }
}
