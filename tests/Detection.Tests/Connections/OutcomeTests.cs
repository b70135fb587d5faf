using Windsock.Detection.Connections;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections;

public sealed class OutcomeTests
{
    private static readonly Dialogue Talk = new();

    [Fact]
    public void A_connection_that_is_closed_in_order_was_established()
    {
        var tracking = new Tracking().See(
            Talk.Syn(1), Talk.SynAck(1.004), Talk.Ack(1.005), Talk.Data(1.01), Talk.ClientFin(1.2), Talk.ServerFin(1.21));

        Assert.Empty(tracking.Until(3.1).Reported);
        var connection = tracking.Until(3.5).Only;
        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
        Assert.Equal(TimeSpan.FromMilliseconds(4), connection.SetupTime);
        Assert.Equal(1, connection.Attempts);
        Assert.Equal((Some.At(1), Some.At(1.21)), (connection.FirstSeen, connection.LastSeen));
        Assert.Equal(("10.0.0.1", (ushort)40_000), (connection.ClientIp.ToString(), connection.ClientPort));
        Assert.Equal(("10.0.9.1", (ushort)5_432), (connection.ServerIp.ToString(), connection.ServerPort));
        Assert.Equal(Some.Database, connection.ServerAsPeer);
        Assert.True(connection.Client.IsTask);
        Assert.Equal("node-1", connection.NodeName);
        Assert.False(connection.IsPartial || connection.WouldBeDenied);
    }

    [Fact]
    public void A_connection_that_lasts_is_reported_once_and_early()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002)).Until(13.5);
        Assert.Equal(ConnectionOutcome.Established, tracking.Only.Outcome);

        tracking.See(Talk.Data(300), Talk.Answer(300.1), Talk.ClientFin(900), Talk.ServerFin(900.1)).Until(2_000);
        Assert.Single(tracking.Reported);
        Assert.Equal(0, tracking.Counts.Open);
    }

    [Fact]
    public void A_reset_after_that_is_only_counted()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002)).Until(20).See(Talk.ServerRst(30)).Until(60);

        Assert.Equal(ConnectionOutcome.Established, tracking.Only.Outcome);
        Assert.Equal(1, tracking.Counts.LateResets.Value);
    }

    [Theory]
    [InlineData(1.043, 1.063, true)] // the certificate has come, and nothing after it
    [InlineData(1.065, 1.085, false)] // a request and its answer fit in
    [InlineData(1.043, 1.042, false)] // the server was first
    public void A_client_that_closes_after_two_round_trips_has_seen_no_more_than_a_certificate(double clientFin, double serverFin, bool isInHandshake)
    {
        var connection = new Tracking().See(
            Talk.Syn(1), Talk.SynAck(1.02), Talk.Ack(1.0201), Talk.Data(1.0203), Talk.ClientFin(clientFin), Talk.ServerFin(serverFin)).Until(4).Only;

        Assert.Equal(isInHandshake, connection.IsClosedInHandshake);
        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
    }

    [Fact]
    public void Round_trips_that_are_not_known_or_too_short_to_tell_say_nothing_of_a_handshake()
    {
        Assert.False(new Tracking().See(Talk.Syn(1), Talk.Ack(1.0201), Talk.ClientFin(1.04), Talk.ServerFin(1.06)).Until(4).Only.IsClosedInHandshake);
        Assert.False(new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.ClientFin(1.002), Talk.ServerFin(1.003)).Until(4).Only.IsClosedInHandshake);
        Assert.False(new Tracking().See(Talk.Syn(1), Talk.Syn(2), Talk.SynAck(2.02), Talk.ClientFin(2.04), Talk.ServerFin(2.06)).Until(5).Only.IsClosedInHandshake);
    }

    [Fact]
    public void A_reset_in_answer_to_the_syn_is_a_refusal()
    {
        var connection = new Tracking().See(Talk.Syn(1), Talk.ServerRst(1.001)).Until(3.5).Only;

        Assert.Equal(ConnectionOutcome.Refused, connection.Outcome);
        Assert.Null(connection.SetupTime);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_in_the_middle_breaks_it_off(bool byServer)
    {
        var reset = byServer ? Talk.ServerRst(2) : Talk.ClientRst(2);

        Assert.Equal(ConnectionOutcome.Reset, new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Data(1.002), reset).Until(4.5).Only.Outcome);
    }

    [Fact]
    public void A_reset_to_an_end_that_had_said_it_was_done_breaks_nothing_off()
    {
        var serverDone = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Data(1.002), Talk.ServerFin(1.5), Talk.ClientRst(1.6)).Until(9);
        var clientWaits = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Data(1.002), Talk.ServerFin(1.5), Talk.ServerRst(1.6)).Until(9);

        Assert.Equal(ConnectionOutcome.Established, serverDone.Only.Outcome);
        Assert.Equal(ConnectionOutcome.Reset, clientWaits.Only.Outcome);
    }

    [Fact]
    public void A_syn_without_an_answer_is_a_timeout_and_its_repeats_are_attempts()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.Syn(2), Talk.Syn(4), Talk.Syn(8)).Until(12.9);
        Assert.Empty(tracking.Reported);

        var connection = tracking.Until(13.3).Only;
        Assert.Equal(ConnectionOutcome.Timeout, connection.Outcome);
        Assert.Equal(4, connection.Attempts);
        tracking.See(Talk.Syn(16), Talk.Syn(32), Talk.Syn(64)).Until(300);
        Assert.Single(tracking.Reported);
    }

    [Fact]
    public void An_answer_after_the_timeout_comes_too_late()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.Syn(8), Talk.SynAck(11.5), Talk.Ack(11.6)).Until(60);

        Assert.Equal(ConnectionOutcome.Timeout, tracking.Only.Outcome);
    }

    [Fact]
    public void A_drop_and_the_verdict_on_it_are_one_denial()
    {
        var policies = Some.DeniedBy("no-external");
        var tracking = new Tracking().See(Talk.Judged(1, Verdict.Dropped, policies), Talk.Dropped(1.00001), Talk.Dropped(2), Talk.Dropped(4));

        Assert.Empty(tracking.Until(4.4).Reported);
        var connection = tracking.Until(4.8).Only;
        Assert.Equal(ConnectionOutcome.Denied, connection.Outcome);
        Assert.Equal(DropReason.PolicyDenied, connection.DropReason);
        Assert.Equal(TrafficDirection.Egress, connection.DroppedAt);
        Assert.Same(policies, connection.Policies);
        Assert.Equal(2, connection.Attempts);
        Assert.Single(tracking.See(Talk.Dropped(8), Talk.Dropped(16)).Until(300).Reported);
    }

    [Fact]
    public void A_drop_that_the_repeated_syn_got_past_was_no_denial()
    {
        var connection = new Tracking().See(Talk.Dropped(1), Talk.Syn(2), Talk.SynAck(2.25), Talk.Ack(2.26)).Until(20).Only;

        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
        Assert.Equal(DropReason.Unknown, connection.DropReason);
        Assert.Equal(TimeSpan.FromSeconds(1.25), connection.SetupTime);
    }

    [Fact]
    public void A_drop_for_another_reason_is_a_denial_with_that_reason()
    {
        var connection = new Tracking().See(Talk.Dropped(1, DropReason.StaleOrUnroutableIp)).Until(9).Only;

        Assert.Equal((ConnectionOutcome.Denied, DropReason.StaleOrUnroutableIp), (connection.Outcome, connection.DropReason));
    }

    [Fact]
    public void A_drop_in_the_middle_is_no_denial()
    {
        var dropped = Talk.Dropped(3);
        dropped.TcpFlags = TcpFlags.Ack | TcpFlags.Psh;
        var tracking = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002), dropped).Until(20);

        Assert.Equal(ConnectionOutcome.Established, tracking.Only.Outcome);
        Assert.Equal(1, tracking.Counts.EventsUsed(FlowUse.DroppedMidway));
        Assert.Empty(new Tracking().See(dropped).Until(20).Reported);
    }

    [Fact]
    public void A_verdict_in_audit_mode_only_says_so()
    {
        var connection = new Tracking().See(Talk.Judged(1, Verdict.Audit), Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002)).Until(20).Only;

        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
        Assert.True(connection.WouldBeDenied);
        Assert.Equal(1, connection.Attempts);
    }

    [Fact]
    public void What_goes_through_the_proxy_is_allowed()
    {
        var toProxy = Talk.Syn(1.0001);
        toProxy.ObservationPoint = ObservationPoint.ToProxy;
        var tracking = new Tracking().See(Talk.Judged(1, Verdict.Redirected), toProxy, Talk.SynAck(1.0002), Talk.Ack(1.0003)).Until(20);

        Assert.Equal(ConnectionOutcome.Established, tracking.Only.Outcome);
    }

    [Fact]
    public void A_datagram_is_answered_or_not()
    {
        var answered = Talk with { Protocol = L4Protocol.Udp };
        var silent = answered with { ClientPort = 40_001 };
        var denied = answered with { ClientPort = 40_002 };
        var tracking = new Tracking().See(answered.Ask(1), silent.Ask(1), denied.Dropped(1), answered.Told(1.5)).Until(4.9);

        Assert.Equal([ConnectionOutcome.Established, ConnectionOutcome.Denied], tracking.Reported.Select(connection => connection.Outcome));
        Assert.Equal(ConnectionOutcome.Unanswered, tracking.Until(13.3).Reported[2].Outcome);
        Assert.All(tracking.Reported, connection => Assert.Equal(0, connection.Attempts));
    }

    [Fact]
    public void An_echo_is_answered_or_not()
    {
        var ping = Talk with { Protocol = L4Protocol.Icmp };
        var other = ping with { Server = "10.0.9.2" };
        var tracking = new Tracking().See(ping.Ask(1), ping.Told(1.01), other.Ask(1)).Until(20);

        Assert.Equal([ConnectionOutcome.Established, ConnectionOutcome.Unanswered], tracking.Reported.Select(connection => connection.Outcome));
        Assert.All(tracking.Reported, connection => Assert.Equal((0, 0), (connection.ClientPort, connection.ServerPort)));
    }

    [Fact]
    public void A_dns_answer_is_an_answer()
    {
        var dns = Talk with { Protocol = L4Protocol.Udp, ServerPort = 53 };
        var connection = new Tracking().See(dns.Ask(1), dns.DnsAnswer(1.01, "api.example.com.", 30, "203.0.113.5")).Until(4).Only;

        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
    }

    [Fact]
    public void What_was_under_way_before_is_established_and_partial()
    {
        var connection = new Tracking().See(Talk.Data(1), Talk.Answer(1.1)).Until(20).Only;

        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
        Assert.True(connection.IsPartial);
        Assert.Equal(0, connection.Attempts);
        Assert.Null(connection.SetupTime);
    }

    [Fact]
    public void A_lone_reset_is_no_connection()
    {
        var tracking = new Tracking().See(Talk.ServerRst(1)).Until(20);

        Assert.Empty(tracking.Reported);
        Assert.Equal(1, tracking.Counts.Discarded.Value);
        Assert.Equal(0, tracking.Counts.Open);
    }
}
