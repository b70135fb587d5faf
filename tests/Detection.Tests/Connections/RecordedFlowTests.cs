using Windsock.Detection.Connections;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Testing.Recordings;

namespace Windsock.Detection.Tests.Connections;

/// <summary>Connections of real clusters (2021, Cilium 1.10 and older). What each of the samples was has been read off its lines
/// by hand; the numbers of those lines in their file stand beside it.</summary>
public sealed class RecordedFlowTests
{
    private static TimeSpan? NotSeen => null;

    [Fact]
    public void Old_agents_say_neither_who_answers_nor_which_way()
    {
        var connections = Track("basic-sample-10");

        // Lines 9 and 10: SYN of the host to the DNS pod's metrics, and the SYN-ACK 19.9 us later.
        Check(connections, "10.0.2.1:50908 > 10.0.2.12:10054", ConnectionOutcome.Established, attempts: 1, setup: TimeSpan.FromTicks(199), isPartial: false);

        // Lines 1 and 2: FIN both ways, the pod's first; only its port 15020 tells that the pod is the server.
        Check(connections, "10.0.2.1:42044 > 10.0.2.16:15020", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);

        // Lines 3 and 4: data both ways between Prometheus on another node and a sidecar's metrics.
        Check(connections, "10.0.1.4:58698 > 10.0.2.16:15090", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);

        // Lines 7 and 8: data from the world's port 443 and its acknowledgement.
        Check(connections, "10.0.2.13:36804 > 35.246.31.234:443", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);

        // And lines 5 and 6, acknowledgements.
        Assert.Equal(5, connections.Count);
    }

    [Fact]
    public void Connections_through_the_proxy_are_those_of_the_pods()
    {
        var connections = Track("tcp");

        // Lines 23 to 28, 62 and 64 to 67: verdict "redirected" for the SYN, the same SYN to the proxy, SYN-ACK 343 us after the first
        // sight of it, a request and its response, FIN both ways.
        Check(connections, "10.244.0.206:59736 > 10.244.0.177:9080", ConnectionOutcome.Established, attempts: 1, TimeSpan.FromTicks(3_430), isPartial: false);

        // Lines 33 to 37, 39, 42 to 46: likewise, to a pod on another node; 60.6 us.
        Check(connections, "10.244.0.177:52818 > 10.244.1.193:9080", ConnectionOutcome.Established, attempts: 1, TimeSpan.FromTicks(606), isPartial: false);

        // Lines 1 to 3 and 8 to 12: the recording begins in the middle of it; closed in order.
        Check(connections, "10.244.0.177:35128 > 10.244.0.110:9080", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);

        // Ten L7 records between lines 5 and 400, requests over one connection that is kept open.
        Check(connections, "10.244.0.110:40948 > 10.244.0.206:9080", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);

        // Lines 198 to 205: a probe by the host itself, SYN to FIN; 192.4 us.
        Check(connections, "10.244.0.148:32832 > 10.244.0.188:14269", ConnectionOutcome.Established, attempts: 1, TimeSpan.FromTicks(1_924), isPartial: false);

        // Lines 29 to 32, 60, 61 and 63: the proxy's own connection for 10.244.0.206:59736, from the host's address with that pod's identity.
        Assert.DoesNotContain(connections, connection => connection.ClientIp == Some.Ip("10.244.0.148") && connection.ServerPort == 9080);
        Assert.All(connections, connection => Assert.Equal(ConnectionOutcome.Established, connection.Outcome));
    }

    [Fact]
    public void L7_records_alone_make_connections_too()
    {
        // Lines 1 to 10: five questions and answers over one connection to port 53.
        Check(Track("dns"), "10.156.2.2:59102 > 10.156.2.3:53", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);

        // Lines 15 and 24: a request and, four seconds later, a response 503. The connection was set up; the status is another matter.
        Check(Track("http"), "10.156.1.12:43244 > 10.156.2.8:9080", ConnectionOutcome.Established, attempts: 0, NotSeen, isPartial: true);
    }

    [Fact]
    public void No_connection_is_reported_twice()
    {
        foreach (var name in (string[])["basic-sample-10", "tcp", "dns", "http"])
        {
            var connections = Track(name);
            Assert.NotEmpty(connections);
            Assert.Equal(connections.Count, connections.Select(Ends).Distinct().Count());
        }
    }

    private static void Check(
        IReadOnlyList<Connection> connections, string ends, ConnectionOutcome outcome, int attempts, TimeSpan? setup, bool isPartial)
    {
        var connection = Assert.Single(connections, connection => Ends(connection) == ends);
        Assert.Equal((outcome, attempts, setup, isPartial), (connection.Outcome, connection.Attempts, connection.SetupTime, connection.IsPartial));
    }

    private static string Ends(Connection connection) =>
        $"{connection.ClientIp}:{connection.ClientPort} > {connection.ServerIp}:{connection.ServerPort}";

    private static List<Connection> Track(string namePart)
    {
        Assert.SkipWhen(RecordedFlows.Folder is null, "the recordings in ../shared/data/hubble are not here");
        var collecting = new CollectingObserver();
        var tracker = new ConnectionTracker(new ConnectionOptions(), collecting);
        var decoder = new HubbleDecoder();
        var attributor = new RecordedAttributor();
        var receivedAt = Some.At(1e6);
        foreach (var message in RecordedFlows.LoadEncoded(namePart))
        {
            var flow = new Flow();
            Assert.Equal(HubbleMessage.Flow, decoder.Decode(message, ref flow, out _));
            tracker.Observe(flow, attributor.Attribute(flow), receivedAt);
        }

        tracker.Finish(receivedAt.Add(TimeSpan.FromSeconds(1)));
        return collecting.Connections;
    }

    private sealed class CollectingObserver : IConnectionObserver
    {
        public List<Connection> Connections { get; } = [];

        public void Observe(Connection connection) => Connections.Add(connection);
    }
}
