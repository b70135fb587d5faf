using Windsock.Agent.Simulation.World;
using Windsock.Model.Flows;

namespace Windsock.Agent.Tests.Simulation;

public sealed class SimulatedWorldTests
{
    [Fact]
    public void The_same_seed_gives_the_same_events() =>
        Assert.Equal(Told(SomeWorld.Played(SomeWorld.Settings(seed: 3), 12)), Told(SomeWorld.Played(SomeWorld.Settings(seed: 3), 12)));

    [Fact]
    public void Another_seed_gives_other_events() =>
        Assert.NotEqual(Told(SomeWorld.Played(SomeWorld.Settings(seed: 3), 5)), Told(SomeWorld.Played(SomeWorld.Settings(seed: 4), 5)));

    [Fact]
    public void Events_do_not_depend_on_how_often_time_is_advanced()
    {
        var world = new SimulatedWorld(SomeWorld.Settings());
        var events = new List<WorldEvent>();
        for (var milliseconds = 7; milliseconds <= 6_000; milliseconds += 23)
        {
            events.AddRange(world.Advance(TimeSpan.FromMilliseconds(milliseconds)));
        }

        events.AddRange(world.Advance(TimeSpan.FromSeconds(6)));
        Assert.Equal(Told(SomeWorld.Played(SomeWorld.Settings(), 6)), Told(events));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(300)]
    [InlineData(5_000)]
    public void The_flow_rate_is_what_was_asked_for(int flowsPerSecond)
    {
        var flows = SomeWorld.Played(SomeWorld.Settings(flowsPerSecond: flowsPerSecond), 10).OfType<FlowSeen>().Count();

        Assert.InRange(flows, flowsPerSecond * 9, flowsPerSecond * 11);
    }

    [Fact]
    public void Flows_come_in_order_but_for_some_that_are_late_and_each_has_its_own_id()
    {
        var seen = SomeWorld.Played(SomeWorld.Settings(), 20).OfType<FlowSeen>().ToList();
        var late = seen.Select(one => SomeWorld.Noon + one.At - one.Flow.Time).Where(delay => delay != TimeSpan.Zero).ToList();

        Assert.Equal(seen.Select(one => one.At).Order(), seen.Select(one => one.At));
        Assert.Equal(seen.Count, seen.Select(one => one.Flow.Id).Distinct().Count());
        Assert.InRange(late.Count, 20, 60);
        Assert.All(late, delay => Assert.InRange(delay, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        Assert.Contains(late, delay => delay > TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public void No_flow_of_a_running_pod_falls_outside_its_life_but_the_strays_that_are_meant()
    {
        var ends = new Dictionary<string, TimeSpan>();
        var starts = new Dictionary<string, TimeSpan>();
        foreach (var happening in SomeWorld.Played(SomeWorld.Settings(), 30))
        {
            switch (happening)
            {
                case PodStarted started:
                    starts.Add(started.Pod.Uid, started.At);
                    break;
                case PodEnded ended:
                    ends.Add(ended.Pod.Uid, ended.At);
                    break;
                case FlowSeen seen:
                    Assert.All(new[] { seen.Flow.Source, seen.Flow.Destination }.Where(end => end.Pod is { IsLocal: true }), end =>
                    {
                        Assert.InRange(seen.At, starts[end.Pod!.Uid], TimeSpan.MaxValue);
                        Assert.True(!ends.ContainsKey(end.Pod.Uid) || seen.Flow.DropReason == DropReason.CtMapInsertionFailed);
                    });
                    break;
            }
        }

        Assert.NotEmpty(ends);
    }

    [Fact]
    public void Half_a_minute_tells_every_story()
    {
        var events = SomeWorld.Played(SomeWorld.Settings(), 30);
        var flows = events.OfType<FlowSeen>().Select(seen => seen.Flow).ToList();
        var dags = flows.SelectMany(flow => new[] { flow.Source, flow.Destination })
            .Select(end => end.Pod?.Owner).Where(owner => owner?.Kind == TrueOwnerKind.Task).Select(owner => owner!.DagId).Distinct().ToList();

        Assert.InRange(dags.Count, 30, 60);
        Assert.Contains(flows, flow => flow.Source.Pod?.Owner.Kind == TrueOwnerKind.Task && flow.Destination.Pod?.Owner.Kind == TrueOwnerKind.Task);
        Assert.Contains(flows, flow => flow is { Verdict: Verdict.Dropped, EgressDeniedBy.IsEmpty: false });
        Assert.Contains(flows, flow => flow.L7 is SimulatedDns { Rcode: 3 });
        Assert.Contains(flows, flow => flow.Protocol == L4Protocol.IcmpV6);
        Assert.Contains(flows, flow => flow.Type == FlowType.Socket);
        Assert.Contains(flows, flow => !flow.CarriesTime);
        Assert.Contains(flows, flow => flow.TraceId.Length == 32);
        Assert.Superset(new HashSet<int> { 200, 401, 403, 429, 500, 503 }, flows.Select(flow => flow.L7).OfType<SimulatedHttp>().Select(http => http.Code).ToHashSet());
        Assert.Contains(events.OfType<PodShown>(), shown => shown.Snapshot is { ExitCode: 1 });
        Assert.Contains(events, happening => happening is TroubleStruck { Trouble: StreamBroken });
    }

    [Fact]
    public void A_finished_pods_address_is_used_again_while_its_object_is_still_there()
    {
        var shown = new Dictionary<string, PodSnapshot>();
        var reused = 0;
        foreach (var happening in SomeWorld.Played(SomeWorld.Settings(), 15))
        {
            switch (happening)
            {
                case PodStarted { Pod: var pod }:
                    reused += shown.Values.Any(other => other.FinishedAt is not null && other.Pod.Ips[0] == pod.Ips[0]) ? 1 : 0;
                    break;
                case PodShown { Snapshot: var snapshot }:
                    shown[snapshot.Pod.Uid] = snapshot;
                    break;
                case PodHidden { Snapshot: var snapshot }:
                    shown.Remove(snapshot.Pod.Uid);
                    break;
            }
        }

        Assert.InRange(reused, 3, 100);
    }

    [Fact]
    public void Without_trouble_the_source_behaves() =>
        Assert.DoesNotContain(SomeWorld.Played(SomeWorld.Settings(hasTrouble: false), 25), happening => happening is TroubleStruck);

    [Theory]
    [InlineData("scheduled__2023-10-09T00:00:00+00:00", "scheduled__2023-10-09T0000000000-d95390652")]
    [InlineData("dag with space", "dagwithspace-7a94801a0")]
    [InlineData("_private_dag", "private_dag-c80656058")]
    [InlineData("group.task", "group.task")]
    [InlineData("__callback__", "callback-63f8b8db3")]
    public void Ids_become_labels_as_Airflow_writes_them(string id, string label) => Assert.Equal(label, LabelSafe.Of(id));

    private static List<SimulatedFlow> Flows(int seconds) => [.. SomeWorld.Played(SomeWorld.Settings(), seconds).OfType<FlowSeen>().Select(seen => seen.Flow)];

    // Records compare arrays by reference; their text does not show the addresses, so what matters is spelled out.
    private static List<string> Told(IEnumerable<WorldEvent> events) => [.. events.Select(happening => happening switch
    {
        FlowSeen { Flow: var flow } => $"{happening.At} {flow.Id} {flow.Source.Ip}:{flow.SourcePort} {flow.Destination.Ip}:{flow.DestinationPort} {flow.Verdict} {flow.L7}",
        PodShown { Snapshot: var snapshot } => $"{happening.At} {snapshot.Pod.Uid} {snapshot.Pod.Name} {snapshot.Phase} {snapshot.FinishedAt}",
        _ => $"{happening.At} {happening.GetType().Name}",
    })];
}
