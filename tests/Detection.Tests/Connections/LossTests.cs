using Windsock.Detection.Connections;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections;

public sealed class LossTests
{
    private static readonly Dialogue Talk = new();
    private static readonly Dialogue Datagram = new() { Protocol = L4Protocol.Udp };

    [Fact]
    public void Silence_is_no_evidence_when_events_were_lost_meanwhile()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Datagram.Ask(1)).Lose(since: 5, at: 6).Until(30);

        Assert.Equal([ConnectionOutcome.Unknown, ConnectionOutcome.Unknown], tracking.Reported.Select(connection => connection.Outcome));
        Assert.All(tracking.Reported, connection => Assert.True(connection.IsPartial));
    }

    [Fact]
    public void A_loss_before_or_after_the_wait_changes_nothing()
    {
        var before = new Tracking().See(Talk.Data(0.1) with { DestinationPort = 1 }).Lose(since: 0.1, at: 0.5).See(Talk.Syn(1)).Until(30);
        Assert.Equal(ConnectionOutcome.Timeout, before.Reported[^1].Outcome);
        Assert.False(before.Reported[^1].IsPartial);

        var after = new Tracking().See(Talk.Syn(1), Talk.Syn(8)).Until(11.5).Lose(since: 11.2, at: 11.5).Until(30);
        Assert.Equal(ConnectionOutcome.Timeout, after.Only.Outcome);
    }

    [Fact]
    public void What_was_seen_stands_but_may_not_be_all()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), (Talk with { ClientPort = 40_001 }).Dropped(1)).Lose(since: 1, at: 2).Until(30);

        Assert.Equal([ConnectionOutcome.Denied, ConnectionOutcome.Established], tracking.Reported.Select(connection => connection.Outcome));
        Assert.All(tracking.Reported, connection => Assert.True(connection.IsPartial));
    }

    [Fact]
    public void When_nobody_can_say_since_when_everything_that_waits_is_unknown()
    {
        var tracking = new Tracking().See(Talk.Syn(1));
        tracking.Tracker.NoteLoss(new("hubble", default, 0, Instant.Missing, Some.At(3)));

        Assert.Equal(ConnectionOutcome.Unknown, tracking.Until(30).Only.Outcome);
        Assert.Equal(ConnectionOutcome.Timeout, tracking.See((Talk with { ClientPort = 40_001 }).Syn(31)).Until(60).Reported[1].Outcome);
    }

    [Fact]
    public void At_the_end_what_stands_is_said_and_the_rest_is_unknown()
    {
        var tracking = new Tracking().See(
            Talk.Syn(1), Talk.SynAck(1.001),
            (Talk with { ClientPort = 40_001 }).Syn(1),
            (Talk with { ClientPort = 40_002 }).Dropped(1),
            (Talk with { ClientPort = 40_003 }).Syn(1), (Talk with { ClientPort = 40_003 }).ServerRst(1.001));
        tracking.Tracker.Finish(Some.At(1.5));

        Assert.Equal(
            [ConnectionOutcome.Established, ConnectionOutcome.Unknown, ConnectionOutcome.Denied, ConnectionOutcome.Refused],
            tracking.Reported.OrderBy(connection => connection.ClientPort).Select(connection => connection.Outcome));
        Assert.Equal(4, tracking.Counts.Reported.Value);
    }

    [Fact]
    public void A_full_table_gives_up_what_was_idle_longest_and_says_unknown()
    {
        var tracking = new Tracking(options => options.MaxOpen = 16);
        for (var port = 1; port <= 20; port++)
        {
            tracking.See((Talk with { ClientPort = (ushort)port }).Syn(1 + (port * 0.01)));
        }

        Assert.Equal([1, 2, 3, 4], tracking.Reported.Select(connection => (int)connection.ClientPort));
        Assert.All(tracking.Reported, connection => Assert.Equal((ConnectionOutcome.Unknown, true), (connection.Outcome, connection.IsPartial)));
        Assert.Equal((16, 4), (tracking.Counts.Open, tracking.Counts.GivenUp(GiveUpReason.TableFullUndecided)));

        var first = Talk with { ClientPort = 1 };
        tracking.See(first.SynAck(1.3), first.Ack(1.4), first.ClientFin(1.5), first.ServerFin(1.6)).Until(60);
        Assert.Equal(20, tracking.Reported.Count);
        Assert.Equal(4, tracking.Counts.EventsUsed(FlowUse.GivenUp));
    }
}
