using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections;

public sealed class UnreachableTests
{
    private static readonly Dialogue Talk = new();

    [Theory]
    [InlineData(L4Protocol.Tcp)]
    [InlineData(L4Protocol.Udp)]
    public void An_icmp_unreachable_refuses_the_one_that_waits_between_its_hosts(L4Protocol protocol)
    {
        var talk = Talk with { Protocol = protocol };
        var tracking = new Tracking().See(protocol == L4Protocol.Tcp ? talk.Syn(1) : talk.Ask(1), talk.Unreachable(1.01)).Until(3.6);

        Assert.Equal(ConnectionOutcome.Refused, tracking.Only.Outcome);
    }

    [Fact]
    public void It_may_come_before_the_packet_that_it_answers()
    {
        Assert.Equal(ConnectionOutcome.Refused, new Tracking().See(Talk.Unreachable(1.01), Talk.Syn(1)).Until(4).Only.Outcome);
    }

    [Fact]
    public void With_two_that_wait_it_means_neither()
    {
        var tracking = new Tracking().See(Talk.Syn(1), (Talk with { ClientPort = 40_001 }).Syn(1), Talk.Unreachable(1.01)).Until(20);

        Assert.All(tracking.Reported, connection => Assert.Equal(ConnectionOutcome.Timeout, connection.Outcome));
        Assert.Equal(2, tracking.Reported.Count);
        Assert.Equal(1, tracking.Counts.UnmatchedUnreachables.Value);
    }

    [Fact]
    public void One_that_was_answered_does_not_wait()
    {
        var other = Talk with { ClientPort = 40_001 };
        var tracking = new Tracking().See(other.Syn(1), other.SynAck(1.001), Talk.Syn(1), Talk.Unreachable(1.01)).Until(5);

        Assert.Equal((ConnectionOutcome.Refused, 40_000), (tracking.Only.Outcome, tracking.Only.ClientPort));
    }

    [Theory]
    [InlineData(4)]
    public void A_request_for_smaller_packets_refuses_nothing(ushort code)
    {
        Assert.Equal(ConnectionOutcome.Timeout, new Tracking().See(Talk.Syn(1), Talk.Unreachable(1.01, code)).Until(20).Only.Outcome);
    }

    [Fact]
    public void A_denial_that_is_answered_with_it_stays_a_denial()
    {
        Assert.Equal(ConnectionOutcome.Denied, new Tracking().See(Talk.Dropped(1), Talk.Unreachable(1.01)).Until(20).Only.Outcome);
    }
}
