using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Agent.Tests.Simulation;

public sealed class TrueConnectionsTests
{
    private static readonly IReadOnlyList<WorldEvent> Events = SomeWorld.Played(SomeWorld.Settings(), 30);
    private static readonly ILookup<SimulatedConnection, FlowSeen> Seen = Events.OfType<FlowSeen>()
        .Where(seen => seen.Flow.Connection is not null).ToLookup(seen => seen.Flow.Connection!);

    [Fact]
    public void Every_packet_belongs_to_a_connection_and_agrees_with_it() => Assert.All(Events.OfType<FlowSeen>(), seen =>
    {
        var (flow, connection) = (seen.Flow, seen.Flow.Connection);
        if (flow.Type == FlowType.Socket)
        {
            Assert.Null(connection);
            return;
        }

        Assert.NotNull(connection);
        Assert.Equal((connection.Client.Ip, connection.Server.Ip, connection.Protocol), (flow.Client.Ip, flow.Server.Ip, flow.Protocol));
        Assert.InRange(seen.At, connection.FirstAt, connection.LastAt);
    });

    [Fact]
    public void No_two_connections_have_the_same_ends()
    {
        var ends = Seen.Select(one => one.Key).Where(one => one.Client.Pod is { Owner.Kind: TrueOwnerKind.Task } && one.Protocol is not L4Protocol.Other)
            .Select(one => (one.Protocol, one.Client.Ip, one.ClientPort, one.Server.Ip, one.ServerPort)).ToList();

        Assert.Equal(ends.Count, ends.Distinct().Count());
    }

    [Fact]
    public void Every_outcome_is_what_the_packets_show() => Assert.All(Seen, one =>
    {
        var flows = one.Select(seen => seen.Flow).ToList();
        var expected = one.Key switch
        {
            { Protocol: L4Protocol.Tcp } when flows.Exists(flow => flow.TcpFlags == (TcpFlags.Rst | TcpFlags.Ack)) =>
                flows.Exists(flow => flow.TcpFlags == (TcpFlags.Syn | TcpFlags.Ack)) ? ConnectionOutcome.Reset : ConnectionOutcome.Refused,
            { Protocol: L4Protocol.Tcp } when flows.Exists(flow => flow.TcpFlags != TcpFlags.Syn) => ConnectionOutcome.Established,
            _ when flows.Exists(flow => flow.Verdict == Verdict.Dropped) => ConnectionOutcome.Denied,
            { Protocol: L4Protocol.Tcp } => ConnectionOutcome.Timeout,
            _ when flows.Exists(flow => flow.IsReply == true) => ConnectionOutcome.Established,
            _ => ConnectionOutcome.Unanswered,
        };

        // One whose end is still to come, or was lost, shows less than what happens.
        Assert.True(one.Key.Outcome == expected || one.Key.LastAt > TimeSpan.FromSeconds(30) || one.Key.IsMaimed, $"{one.Key.Outcome}, packets show {expected}");
    });

    [Fact]
    public void All_outcomes_but_unknown_are_played() => Assert.Equal(
        Enum.GetValues<ConnectionOutcome>().Where(outcome => outcome != ConnectionOutcome.Unknown),
        Seen.Select(one => one.Key.Outcome).Distinct().Order());

    [Fact]
    public void Some_are_seen_at_two_points_some_at_both_ends_and_some_only_when_they_begin_and_end()
    {
        Assert.Contains(Seen, one => one.Select(seen => seen.Flow.ObservationPoint).Contains(ObservationPoint.ToStack));
        Assert.Contains(Seen, one => one.Select(seen => seen.Flow.Direction).Distinct().Count() == 2);
        Assert.Contains(Seen, one => one.Key.Outcome == ConnectionOutcome.Established && one.All(seen => (seen.Flow.TcpFlags & (TcpFlags.Syn | TcpFlags.Fin)) != 0)
            && !one.Any(seen => seen.Flow.TcpFlags == (TcpFlags.Syn | TcpFlags.Ack)));
    }

    [Fact]
    public void The_books_hold_each_connection_of_a_task_once_for_each_side()
    {
        var (ledger, totals) = Totals(20, []);
        var sides = ledger.Connections.Sum(one => Sides(one.Client) + Sides(one.Server));

        Assert.Equal(sides, All(totals));
        Assert.Contains(totals.Sides, side => side is { TaskId: "transform", Direction: "egress" });
        Assert.Contains(totals.Sides, side => side is { TaskId: "load", Direction: "ingress" });

        // Ends by address alone are a matter of class: they are not looked at here.
        static int Sides(FlowEnd end) => end is { Pod: { IsLocal: true, IsShown: true, Owner.Kind: TrueOwnerKind.Task } pod } && (end.IsNamed || pod.Owner.DagId != "twin_sensors") ? 1 : 0;
    }

    [Fact]
    public void What_a_loss_may_have_touched_is_not_sure()
    {
        var worlds = Enumerable.Range(1, 4).Select(seed => Totals(20, [], seed).Totals).ToList();

        // Chance has it in some worlds.
        Assert.InRange(worlds.Sum(totals => totals.Of(ConnectionCertainty.Doubtful)), 1, worlds.Sum(totals => totals.Of(ConnectionCertainty.Sure)) / 4);
        Assert.All(worlds, totals =>
        {
            Assert.Equal(1, totals.Of(Side(totals, "verify"), ConnectionCertainty.Torn));
            Assert.All(totals.Sides, side => Assert.Equal(
                totals.Of(side, ConnectionCertainty.Doubtful),
                totals.Of(side, "unanswered", ConnectionCertainty.Doubtful) + totals.Of(side, "timeout", ConnectionCertainty.Doubtful)));
            Assert.Equal(1, totals.Of(Side(totals, "pull"), "timeout", ConnectionCertainty.Sure));
        });
    }

    [Fact]
    public void Connections_that_the_ring_overwrote_in_part_are_torn()
    {
        var whole = Totals(5, []).Totals;
        var torn = Totals(5, [(1_000, 1_100)]).Totals;

        Assert.InRange(torn.Of(ConnectionCertainty.Torn), whole.Of(ConnectionCertainty.Torn) + 1, whole.Of(ConnectionCertainty.Torn) + 100);
        Assert.Equal(All(whole), All(torn));
    }

    [Fact]
    public void What_is_still_under_way_is_torn()
    {
        var (_, totals) = Totals(9, []);

        Assert.Equal(1, totals.Of(Side(totals, "pull"), ConnectionCertainty.Torn));
    }

    [Fact]
    public void Events_that_are_lost_in_the_middle_are_told_to_the_number()
    {
        var maimed = Assert.Single(Seen.Select(one => one.Key), one => one.IsMaimed);

        Assert.Equal("verify", maimed.Client.Pod!.Run!.TaskId);
        Assert.Equal(3, Seen[maimed].Count());
        Assert.Contains(Events.OfType<TroubleStruck>(), struck => struck.Trouble is EventsLost { Count: 5 } && struck.At > maimed.FirstAt && struck.At < maimed.FirstAt + TimeSpan.FromSeconds(0.1));
    }

    private static TrueTaskSide Side(ConnectionTotals totals, string task) => totals.Sides.Single(side => side.TaskId == task);

    private static long All(ConnectionTotals totals) => Enum.GetValues<ConnectionCertainty>().Sum(totals.Of);

    private static (TruthLedger Ledger, ConnectionTotals Totals) Totals(int seconds, IReadOnlyCollection<(long From, long To)> overtaken, int seed = 7)
    {
        var ledger = new TruthLedger();
        foreach (var happening in SomeWorld.Played(SomeWorld.Settings(seed), seconds))
        {
            ledger.Observe(happening);
        }

        return (ledger, ledger.ConnectionTotals(TimeSpan.FromSeconds(seconds), overtaken));
    }
}
