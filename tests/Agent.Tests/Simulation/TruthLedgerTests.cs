using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Flows;

namespace Windsock.Agent.Tests.Simulation;

public sealed class TruthLedgerTests
{
    [Fact]
    public void Every_flow_is_in_exactly_one_class()
    {
        var (truth, events) = Observed(20);
        var totals = truth.Totals([]);

        Assert.Equal(events.OfType<FlowSeen>().Count(), totals.Flows);
        Assert.Equal(totals.Flows, totals.Classes.Values.Sum());
        Assert.Equal(
            [TrueClass.Exact, TrueClass.Inferred, TrueClass.Ambiguous, TrueClass.Unknown],
            totals.Classes.Keys.Select(one => one.Class).Distinct().Order());
    }

    [Fact]
    public void Each_side_that_is_a_task_counts_once()
    {
        var (truth, events) = Observed(20);
        var lives = new PodLives();
        var sides = 0;
        foreach (var happening in events)
        {
            lives.Observe(happening);
            if (happening is FlowSeen { Flow: var flow })
            {
                sides += new[] { flow.Source, flow.Destination }.Count(end =>
                    end.Pod is { IsShown: true, IsLocal: true, Owner.Kind: TrueOwnerKind.Task } && (end.IsNamed || lives.RunningAt(end.Ip) == 1));
            }
        }

        var counted = truth.Totals([]).Series.Where(series => series.Key.Family == "windsock_flow_events_total").Sum(series => series.Value);
        Assert.Equal(sides, counted);
    }

    [Fact]
    public void Drops_and_responses_are_among_the_flow_events()
    {
        var (truth, events) = Observed(20);
        var series = truth.Totals([]).Series;
        var dropped = series.Where(one => one.Key.Family == "windsock_flow_events_total" && one.Key.Labels.Contains("verdict=dropped")).Sum(one => one.Value);

        Assert.Equal(dropped, series.Where(one => one.Key.Family == "windsock_drops_total").Sum(one => one.Value));
        Assert.NotEqual(0, dropped);
        Assert.Contains(series, one => one.Key.Family == "windsock_http_requests_total" && one.Key.Labels.Contains("code=429"));
        Assert.Contains(series, one => one.Key.Family == "windsock_dns_queries_total" && one.Key.Labels.Contains("rcode=nxdomain"));
        Assert.NotEmpty(events);
    }

    [Fact]
    public void What_was_overwritten_in_the_ring_is_taken_out_again()
    {
        var (truth, _) = Observed(5);
        var whole = truth.Totals([]);
        var without = truth.Totals([(10, 40), (100, 130)]);
        var bad = truth.Entries - whole.Flows;

        Assert.InRange(without.Flows, whole.Flows - 60, whole.Flows - 60 + bad);
        Assert.Equal(without.Flows, without.Classes.Values.Sum());
    }

    [Fact]
    public void A_task_that_answers_is_counted_on_the_side_of_the_server()
    {
        var task = SomeFlow.TaskPod("server");
        var request = SomeFlow.Between(FlowEnd.World("203.0.113.1"), FlowEnd.Of(task));
        var reply = request with { Source = request.Destination, Destination = request.Source, IsReply = true };

        Assert.All(new[] { request, reply }, flow =>
            Assert.Contains("direction=ingress", Assert.Single(new FlowJudge(new PodLives()).Judge(flow).Series).Labels));
    }

    [Fact]
    public void The_better_name_of_a_peer_wins()
    {
        var client = SomeFlow.TaskPod("client");
        var stranger = SomeFlow.TaskPod("x") with { Owner = TrueOwner.Stranger, Workload = new Workload("db", "StatefulSet") };

        Assert.Contains("peer_kind=task", PeerOf(FlowEnd.Of(SomeFlow.TaskPod("server")).Behind("a", "b")));
        Assert.Contains("peer_kind=service", PeerOf(FlowEnd.Of(stranger).Behind("a", "b")));
        Assert.Contains("peer_kind=workload", PeerOf(FlowEnd.Of(stranger)));
        Assert.Contains("peer_kind=dns", PeerOf(FlowEnd.World("203.0.113.1", "example.com")));
        Assert.Contains("peer_kind=entity", PeerOf(FlowEnd.World("203.0.113.1")));

        string PeerOf(FlowEnd server) => new FlowJudge(new PodLives()).Judge(SomeFlow.Between(FlowEnd.Of(client), server))
            .Series.Single(series => series.Labels.Contains("direction=egress")).Labels;
    }

    private static (TruthLedger Truth, IReadOnlyList<WorldEvent> Events) Observed(int seconds)
    {
        var truth = new TruthLedger();
        var events = SomeWorld.Played(SomeWorld.Settings(), seconds);
        foreach (var happening in events)
        {
            truth.Observe(happening);
        }

        return (truth, events);
    }
}
