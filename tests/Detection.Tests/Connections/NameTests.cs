using Windsock.Detection.Connections;
using Windsock.Detection.Connections.Names;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Connections;

public sealed class NameTests
{
    private const string Address = "203.0.113.5";

    private static readonly Dialogue Dns = new() { Protocol = L4Protocol.Udp, ServerPort = 53, Server = "10.0.9.53" };
    private static readonly Dialogue Call = new() { Server = Address, ServerPort = 443, ServerEndpoint = new Endpoint { Identity = 2 } };

    [Theory]
    [InlineData("API.Example.COM.", PeerKind.Dns, "api.example.com")]
    [InlineData("db.data.svc.cluster.local.", PeerKind.Service, "data/db")]
    [InlineData("db-0.db.data.svc.cluster.local.", PeerKind.Service, "data/db")]
    [InlineData("_sql._tcp.db.data.svc.cluster.local.", PeerKind.Service, "data/db")]
    [InlineData("svc.example.com", PeerKind.Dns, "svc.example.com")]
    [InlineData("10-0-0-1.data.pod.cluster.local.", null, "")]
    [InlineData("cluster.local.", PeerKind.Dns, "cluster.local")]
    [InlineData("203.0.113.5", null, "")]
    [InlineData("évil.example.com", null, "")]
    [InlineData("a\nb", null, "")]
    [InlineData("...", null, "")]
    [InlineData("", null, "")]
    public void A_query_is_read_as_people_know_it(string query, PeerKind? kind, string name)
    {
        var peer = DnsNames.Read(query, "cluster.local");

        Assert.Equal(kind is { } expected ? new Peer(expected, name) : null, peer);
    }

    [Fact]
    public void A_connection_has_the_name_that_its_pod_had_asked_for()
    {
        var peer = PeerOf(new Tracking().See(Dns.DnsAnswer(1, "api.example.com.", 30, "203.0.113.4", Address), Call.Syn(1.1), Call.SynAck(1.2)));

        Assert.Equal(new Peer(PeerKind.Dns, "api.example.com"), peer);
    }

    [Fact]
    public void The_answer_may_come_in_after_the_connection()
    {
        Assert.Equal("api.example.com", PeerOf(new Tracking().See(Call.Syn(1.1), Call.SynAck(1.2), Dns.DnsAnswer(1, "api.example.com.", 30, Address))).Name);
    }

    [Fact]
    public void The_name_last_asked_for_wins_and_one_object_stands_for_it()
    {
        var other = Call with { ClientPort = 40_001 };
        var tracking = new Tracking().See(
            Dns.DnsAnswer(1, "a.example.com.", 30, Address), Dns.DnsAnswer(1.1, "B.example.com.", 30, Address), Call.Syn(1.2),
            Dns.DnsAnswer(1.3, "b.example.com", 30, Address), other.Syn(1.4)).Until(40);

        var peers = tracking.Reported.Where(connection => connection.ServerPort == 443).Select(connection => connection.ServerAsPeer).ToArray();
        Assert.Equal(2, peers.Length);
        Assert.Equal("b.example.com", peers[0].Name);
        Assert.Same(peers[0], peers[1]);
    }

    [Fact]
    public void A_name_outlives_its_time_by_the_slack_only()
    {
        Assert.Equal("api.example.com", After(30 + 299).Name);
        Assert.Equal("world", After(30 + 301).Name);

        static Peer After(double seconds) => PeerOf(new Tracking().See(Dns.DnsAnswer(1, "api.example.com.", 30, Address), Call.Syn(1 + seconds)));
    }

    [Fact]
    public void A_connection_that_began_before_keeps_the_name_although_it_is_asked_for_again()
    {
        var tracking = new Tracking().See(Call.Syn(1.1), Dns.DnsAnswer(1, "api.example.com.", 5, Address), Call.SynAck(1.2), Dns.DnsAnswer(9, "api.example.com.", 5, Address));

        Assert.Equal("api.example.com", PeerOf(tracking).Name);
    }

    [Fact]
    public void Another_pods_answers_do_not_count()
    {
        var tracking = new Tracking().With("10.0.0.2", Some.Task("uid-2"));

        Assert.Equal("world", PeerOf(tracking.See((Dns with { Client = "10.0.0.2" }).DnsAnswer(1, "api.example.com.", 30, Address), Call.Syn(1.1))).Name);
    }

    [Fact]
    public void A_better_name_stays()
    {
        var inside = Call with { Server = "10.0.9.1" };

        Assert.Same(Some.Database, PeerOf(new Tracking().See(Dns.DnsAnswer(1, "api.example.com.", 30, "10.0.9.1"), inside.Syn(1.1))));
    }

    [Fact]
    public void Names_are_bounded_per_pod_and_over_all_and_the_bounds_are_counted()
    {
        var tracking = new Tracking(options => (options.NamesPerPod, options.MaxNames) = (2, 3)).With("10.0.0.2", Some.Task("uid-2"));
        tracking.See(Dns.DnsAnswer(1, "a.example.com.", 30, "203.0.113.1", "203.0.113.2", Address));
        Assert.Equal((2, 1), (tracking.Counts.Names, tracking.Counts.GivenUp(GiveUpReason.PodNameLimit)));

        tracking.See((Dns with { Client = "10.0.0.2" }).DnsAnswer(2, "a.example.com.", 30, "203.0.113.1", "203.0.113.2"));
        Assert.Equal((2, 1), (tracking.Counts.Names, tracking.Counts.GivenUp(GiveUpReason.NameLimit)));
        Assert.Equal("world", PeerOf(tracking.See(Call.Syn(3))).Name);
    }

    private static Peer PeerOf(Tracking tracking) =>
        tracking.Until(400).Reported.First(connection => connection.ServerPort == 443).ServerAsPeer;
}
