using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Tests.Connections;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Model.Sources;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests;

/// <summary>From flow events and pods to what is said of a try.</summary>
public sealed class TaskWatchTests : IConnectionObserver, ITryObserver, IMetricCollector
{
    private static readonly Owner Task = Watching.Owner();
    private readonly List<Connection> _connections = [];
    private readonly List<TryStory> _stories = [];
    private readonly List<(string Name, string Labels)> _series = [];
    private readonly TaskWatch _watch;

    public TaskWatchTests() => _watch = new TaskWatch(new DetectionOptions(), [this], [this]);

    [Fact]
    public void A_denied_connection_is_why_the_try_failed()
    {
        var call = new Dialogue();
        Live(1, end: 30);
        See(call.Dropped(20), call.Dropped(21), call.Dropped(23));
        See((call with { ClientPort = 40_001 }).Dropped(26, policies: Some.DeniedBy("allow-known")));
        Until(60);

        var cause = Assert.Single(Assert.Single(_stories).Causes);
        Assert.Equal((FailureCause.PolicyDenied, Confidence.High, "data/db", (ushort)5_432, 2), (cause.Cause, cause.Confidence, cause.Peer, cause.Port, cause.Count));
        Assert.Contains("4 s before it ended", cause.Sentence, StringComparison.Ordinal);
        Assert.Equal(2, _connections.Count);
    }

    [Fact]
    public void A_connection_that_was_never_answered_counts_although_the_pod_was_gone_before_that_was_sure()
    {
        var call = new Dialogue();
        See(call.Syn(28), call.Syn(29));
        Live(1, end: 30);
        Until(44.9);
        Assert.Empty(_stories);

        Until(46);
        Assert.Equal((FailureCause.Timeout, 0), (_stories.Single().Causes[0].Cause, _stories.Single().Revision));
    }

    [Fact]
    public void A_connection_that_had_stood_for_long_and_was_reset_counts_from_the_reset()
    {
        var call = new Dialogue();
        See(call.Syn(1), call.SynAck(1.1), call.Ack(1.2));
        Until(200);
        See(call.Data(298), call.ServerRst(299));
        Live(1, end: 300);
        Until(330);

        Assert.Equal((FailureCause.Reset, SomePod.At(299)), (_stories.Single().Causes[0].Cause, _stories.Single().Causes[0].LastSeen));
    }

    [Fact]
    public void What_a_process_resets_when_it_ends_is_not_why_it_failed()
    {
        var call = new Dialogue();
        See(call.Syn(25), call.SynAck(25.1), call.Ack(25.2), call.ClientRst(29.9));
        Live(1, end: 30);
        Until(60);

        Assert.Equal(ConnectionOutcome.Reset, _connections.Single().Outcome);
        Assert.Equal(FailureCause.NoneSeen, _stories.Single().Causes.Single().Cause);
    }

    [Fact]
    public void A_peer_is_known_by_the_name_that_was_asked_for_in_connections_and_answers_alike()
    {
        var site = new Dialogue { Server = "198.51.100.7", ServerPort = 443, ServerEndpoint = new Endpoint { Identity = 2 } };
        var dns = new Dialogue { Server = "10.0.0.10", ServerPort = 53, Protocol = L4Protocol.Udp };
        See(
            dns.DnsAnswer(1, "api.example.com.", 30, "198.51.100.7"),
            site.Syn(2),
            site.SynAck(2.1),
            site.L7(2.2, new HttpRecord(L7Kind.Response, TimeSpan.Zero, 403, "GET", "", "", "")),
            site.ClientFin(2.3),
            site.ServerFin(2.4));
        Live(1, end: 3);
        Until(40);

        var peer = Assert.Single(_stories.Single().Peers, peer => peer.Port == 443);
        Assert.Equal(("api.example.com", 1, 1), (peer.Name, peer.Outcomes[0], peer.HttpClasses[4]));
        Assert.Equal(FailureCause.Permission, _stories.Single().Causes[0].Cause);
    }

    [Fact]
    public void A_refusal_by_a_services_own_address_is_a_service_without_a_backend()
    {
        var call = new Dialogue { Server = "10.96.0.9", ServerEndpoint = new Endpoint { Identity = 2 }, Service = new ServiceName("data", "db") };
        See(call.Syn(27), call.ServerRst(27.1));
        Live(1, end: 28);
        Until(60);

        Assert.Equal(FailureCause.ServiceWithoutBackend, _stories.Single().Causes[0].Cause);
    }

    [Fact]
    public void At_the_end_what_stands_is_said()
    {
        See(new Dialogue().Dropped(9));
        Live(1, end: 10);
        _watch.Finish(SomePod.At(11));

        Assert.Single(_connections);
        Assert.Equal(FailureCause.PolicyDenied, _stories.Single().Causes[0].Cause);
        Assert.Equal(_stories.Single().Id, _watch.FindById(_stories.Single().Id)!.Id);
        Assert.Single(_watch.Find(new StoryQuery(Cause: FailureCause.PolicyDenied)));
    }

    [Fact]
    public void It_counts_itself_and_every_series_is_there_from_the_start()
    {
        _watch.Collect(this);

        Assert.Equal(_watch.Families.Select(family => family.Name), _watch.Families.Select(family => family.Name).Distinct());
        Assert.Equal(
            _watch.Families.SelectMany(family => family.Labels.IsEmpty ? [(family.Name, "")] : family.ClosedValues[family.Labels[0]].Select(value => (family.Name, value))),
            _series);
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_nothing_is_thrown_and_every_try_is_reported_once_or_has_changed() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var stories = new Collecting();
            var watch = new TaskWatch(
                new DetectionOptions { Tries = { MaxTries = 16, MaxPeers = 3, MaxNames = 3, MaxTimeline = 16, MaxPods = 2 }, Connections = { MaxOpen = 16 } }, [], [stories]);
            AnyLife.Play(watch, new Random(seed), 300);
            watch.Advance(SomePod.At(100_000));

            Assert.All(watch.Find(new StoryQuery()), story => Assert.True(story.Result != TryResult.Running || story.Pods.Any(pod => pod.Phase is "Running" or "Pending")));
            foreach (var reports in stories.All.GroupBy(story => story.Id))
            {
                var said = reports.Select(story => (story.Result, string.Join(';', story.Causes.Select(cause => (cause.Cause, cause.Peer, cause.Port))))).ToList();
                Assert.All(said.Zip(said.Skip(1), reports.Skip(1)), pair => Assert.True(pair.First != pair.Second || pair.Third.Revision == 0));
            }
        }));

    void IConnectionObserver.Observe(Connection connection) => _connections.Add(connection);

    void ITryObserver.Observe(TryStory story) => _stories.Add(story);

    void IMetricCollector.Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues)
    {
        Assert.True(value is 0 || family.Kind == MetricKind.Gauge);
        _series.Add((family.Name, labelValues.IsEmpty ? "" : labelValues[0]));
    }

    private void Live(int exitCode, double end)
    {
        _watch.Observe(new TaskPodSeen(SomePod.Pending("a"), Task, SomePod.At(-1)));
        _watch.Observe(new TaskPodSeen(SomePod.Running("a"), Task, SomePod.At(0)));
        _watch.Observe(new TaskPodSeen(SomePod.Ended("a", exitCode, end), Task, SomePod.At(end)));
    }

    private void See(params ReadOnlySpan<Flow> flows)
    {
        foreach (ref readonly var flow in flows)
        {
            Peer server = flow.DestinationService is not null || flow.SourceService is not null ? new(PeerKind.Service, "data/db")
                : flow.SourceIp.ToString().StartsWith("198.", StringComparison.Ordinal) || flow.DestinationIp.ToString().StartsWith("198.", StringComparison.Ordinal) ? Some.World
                : Some.Database;
            var attribution = new FlowAttribution(
                new SideAttribution(Task, AttributionClass.Exact, AttributionReason.None, true), default, server, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);
            _watch.Observe(new AttributedBatch(new FlowBatch([flow], 1, "test", flow.Time), [attribution]));
        }
    }

    private void Until(double seconds) => _watch.Advance(SomePod.At(seconds));

    private sealed class Collecting : ITryObserver
    {
        public List<TryStory> All { get; } = [];

        public void Observe(TryStory story) => All.Add(story);
    }
}
