using Windsock.Detection.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>What is written down of a try, and what is left out.</summary>
public sealed class LedgerTests
{
    private static readonly Owner Operator = Watching.Owner();

    [Fact]
    public void Connections_are_counted_by_peer_and_outcome()
    {
        var story = new Watching().Talk(Operator, 0)
            .Connect(Operator, ConnectionOutcome.Established, 1)
            .Connect(Operator, ConnectionOutcome.Established, 2)
            .Connect(Operator, ConnectionOutcome.Denied, 3)
            .Connect(Operator, ConnectionOutcome.Reset, 4, connection => connection with { ServerAsPeer = SomeFlow.Site, ServerPort = 443, WouldBeDenied = true })
            .Only;

        Assert.Equal(["data/postgres:5432", "api.example.com:443"], story.Peers.Select(peer => $"{peer.Name}:{peer.Port}"));
        Assert.Equal([2, 0, 0, 0, 1, 0, 0], story.Peers[0].Outcomes);
        Assert.Equal((SomePod.At(1), SomePod.At(3), TrafficDirection.Egress), (story.Peers[0].FirstSeen, story.Peers[0].LastSeen, story.Peers[0].Direction));
        Assert.Equal(1, story.Peers[1].WouldBeDenied);
    }

    [Fact]
    public void Whoever_is_asked_has_a_ledger_too()
    {
        var server = Watching.Owner("s", PodRole.SparkDriver);
        var story = new Watching().Talk(server, 0)
            .Connect(Operator, ConnectionOutcome.Established, 1, connection => connection with
            {
                Client = default,
                Server = new SideAttribution(server, AttributionClass.Exact, AttributionReason.None, true),
            })
            .Only;

        Assert.Equal((TrafficDirection.Ingress, "airflow/etl.load", (ushort)5_432), (story.Peers[0].Direction, story.Peers[0].Name, story.Peers[0].Port));
    }

    [Fact]
    public void A_retry_is_a_connection_within_a_minute_of_a_failed_one_in_whatever_order_they_are_told()
    {
        Assert.Equal(2, Retries((1, ConnectionOutcome.Refused), (5, ConnectionOutcome.Refused), (30, ConnectionOutcome.Established), (120, ConnectionOutcome.Established)));
        Assert.Equal(1, Retries((4, ConnectionOutcome.Established), (1, ConnectionOutcome.Timeout)));
        Assert.Equal(0, Retries((1, ConnectionOutcome.Established), (4, ConnectionOutcome.Timeout)));

        static int Retries(params (double At, ConnectionOutcome Outcome)[] connections)
        {
            var watching = new Watching().Talk(Operator, 0);
            foreach (var (at, outcome) in connections)
            {
                watching.Connect(Operator, outcome, at);
            }

            return watching.Only.Peers[0].Retries;
        }
    }

    [Fact]
    public void Http_answers_are_counted_by_class_per_peer()
    {
        var watching = new Watching();
        foreach (var code in (uint[])[200, 204, 404, 503, 99, 700])
        {
            watching.Show(Operator, SomeFlow.Http(1, code), 1, peer: SomeFlow.Site);
        }

        Assert.Equal([2, 0, 2, 0, 1, 1], watching.Only.Peers[0].HttpClasses);
        Assert.Equal(["api.example.com answered 404 to GET", "api.example.com answered 503 to GET", "api.example.com answered 700 to GET"], watching.Only.Timeline.Select(line => line.Text));
    }

    [Fact]
    public void Evidence_is_lost_to_the_tries_that_lived_at_the_time()
    {
        var watching = new Watching()
            .Live(Operator, 1, 0, 10)
            .Live(Watching.Owner("late", task: "late"), 1, 100, 110)
            .Until(200)
            .See(Watching.Owner("now", task: "now"), SomePod.Running("now", 120), 120)
            .Lose(7, 105, 130)
            .Lose(0, 125, 131);

        Assert.Equal((0, false), Lost("load"));
        Assert.Equal((7, false), Lost("late"));
        Assert.Equal((7, true), Lost("now"));
        Assert.Equal(["the source lost 7 events", "the source was cut off; what it missed is not known"],
            watching.Book.Find(new StoryQuery(TaskId: "now"))[0].Timeline.Where(line => line.Kind == "evidence_lost").Select(line => line.Text));

        (long, bool) Lost(string task)
        {
            var evidence = watching.Book.Find(new StoryQuery(TaskId: task))[0].Evidence;
            return (evidence.LostEvents, evidence.HasGap);
        }
    }

    [Fact]
    public void Losses_in_a_row_are_one_line()
    {
        var watching = new Watching().See(Operator, SomePod.Running("a"), 0).Lose(3, 1, 2).Lose(4, 2, 3);

        Assert.Equal("the source lost 7 events", watching.Only.Timeline[^1].Text);
        Assert.Equal(7, watching.Only.Evidence.LostEvents);
    }

    [Fact]
    public void Only_what_was_seen_from_the_start_is_complete()
    {
        Assert.True(new Watching().Live(Operator, 0).Only.Evidence.IsComplete);
        Assert.False(new Watching().See(Operator, SomePod.Running("a"), 5).Only.Evidence.SawStart);
        Assert.False(new Watching().Talk(Operator, 1).Only.Evidence.SawStart);
    }

    [Fact]
    public void What_happened_is_told_in_order_of_time_and_like_lines_in_a_row_are_one()
    {
        var story = new Watching().Live(Operator, 1, 0, 20, "OOMKilled")
            .Connect(Operator, ConnectionOutcome.Established, 3)
            .Connect(Operator, ConnectionOutcome.Established, 2)
            .Connect(Operator, ConnectionOutcome.Denied, 5, connection => connection with
            {
                Policies = new PolicyDecision { EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", "airflow", "deny")] },
            })
            .Show(Operator, SomeFlow.Dns(4, "Nowhere.Example.", 3), 4)
            .Only;

        Assert.Equal(
            [
                (0.0, "pod_started", "pod pod-a started", 1),
                (2.0, "connection", "connected to data/postgres:5432", 2),
                (4.0, "dns", "nowhere.example: nxdomain", 1),
                (5.0, "denied", "connection to data/postgres:5432 denied by CiliumNetworkPolicy airflow/deny (policy_denied)", 1),
                (20.0, "pod_ended", "pod pod-a failed with exit code 1 (OOMKilled)", 1),
            ],
            story.Timeline.Select(line => (line.At.Since(SomePod.At(0)).TotalSeconds, line.Kind, line.Text, line.Count)));
    }

    [Fact]
    public void A_full_timeline_keeps_beginning_end_and_what_went_wrong()
    {
        var watching = new Watching(options => options.MaxTimeline = 16).See(Operator, SomePod.Pending("a"), 0).See(Operator, SomePod.Running("a", 0), 0);
        for (var index = 1; index <= 30; index++)
        {
            watching.Connect(Operator, ConnectionOutcome.Established, index, Port(index));
        }

        watching.Connect(Operator, ConnectionOutcome.Refused, 31, Port(99));
        for (var index = 32; index <= 60; index++)
        {
            watching.Connect(Operator, ConnectionOutcome.Established, index, Port(index));
        }

        var lines = watching.Only.Timeline.Select(line => line.Text).ToList();
        Assert.Equal(16, lines.Count);
        Assert.Equal(["pod pod-a started", "connected to data/postgres:1"], lines[..2]);
        Assert.Contains("data/postgres:99 refused the connection", lines);
        Assert.Equal("connected to data/postgres:60", lines[^1]);
        Assert.True(watching.Only.Evidence.IsTruncated);

        static Func<Connection, Connection> Port(int port) => connection => connection with { ServerPort = (ushort)port };
    }

    [Fact]
    public void Peers_names_and_pods_are_bounded_and_the_story_says_so()
    {
        var watching = new Watching(options => (options.MaxPeers, options.MaxNames, options.MaxPods) = (2, 2, 2));
        watching.Talk(Operator, 0);
        Assert.False(watching.Only.Evidence.IsTruncated);
        for (var index = 0; index < 5; index++)
        {
            watching.Talk(Watching.Owner($"pod{index}"), 1)
                .Connect(Operator, ConnectionOutcome.Established, 1, connection => connection with { ServerPort = (ushort)index })
                .Show(Operator, SomeFlow.Dns(1, $"n{index}.example.", 3), 1);
        }

        Assert.Equal((2, 2, true), (watching.Only.Peers.Length, watching.Only.Pods.Length, watching.Only.Evidence.IsTruncated));
        Assert.Equal((3, 3, 4), (Evicted(TryEviction.PeerLimit), Evicted(TryEviction.NameLimit), Evicted(TryEviction.PodLimit)));

        long Evicted(TryEviction reason) => watching.Book.Counts.EvictedBecause(reason);
    }

    [Fact]
    public void Too_many_tries_push_out_the_ended_ones_first()
    {
        var watching = new Watching(options => options.MaxTries = 16);
        for (var index = 0; index < 16; index++)
        {
            watching.Talk(Watching.Owner($"u{index}", task: $"t{index}"), index);
        }

        watching.See(Watching.Owner("u3", task: "t3"), SomePod.Ended("u3", 0, 20), 20).Until(40);
        Assert.Equal((15, 1), (watching.Book.Counts.Open, watching.Book.Counts.Kept));

        watching.Talk(Watching.Owner("new1", task: "new1"), 41);
        Assert.Empty(watching.Book.Find(new StoryQuery(TaskId: "t3")));
        watching.Talk(Watching.Owner("new2", task: "new2"), 42);
        Assert.Empty(watching.Book.Find(new StoryQuery(TaskId: "t0")));
        Assert.Equal((1, 1), (watching.Book.Counts.EvictedBecause(TryEviction.EndedLimit), watching.Book.Counts.EvictedBecause(TryEviction.OpenLimit)));
        Assert.Equal((16, 0), (watching.Book.Counts.Open, watching.Book.Counts.Kept));

        // What is told of a forgotten one later does not bring it back.
        watching.Connect(Watching.Owner("u0", task: "t0"), ConnectionOutcome.Denied, 43).Gone("u0", 44);
        Assert.Empty(watching.Book.Find(new StoryQuery(TaskId: "t0")));
    }

    [Fact]
    public void Names_from_the_network_stay_on_their_line() => Assert.Equal(
        "connected to evil?[2J?x:5432",
        new Watching().Talk(Operator, 0)
            .Connect(Operator, ConnectionOutcome.Established, 1, connection => connection with { ServerAsPeer = new Peer(PeerKind.Dns, "evil\u001b[2J\nx") })
            .Only.Timeline[0].Text);

    [Fact]
    public void A_flow_without_a_time_happened_when_it_was_received()
    {
        var flow = SomeFlow.Packet(0) with { Time = Instant.Missing };
        Assert.Equal(SomePod.At(9), new Watching().Show(Operator, flow, 9).Only.StartedAt);
    }

    [Fact]
    public void An_event_between_two_pods_of_one_try_is_one_event()
    {
        var watching = new Watching();
        var (driver, executor) = (Side(Watching.Owner("d", PodRole.SparkDriver)), Side(Watching.Owner("e", PodRole.SparkExecutor)));
        watching.Book.Observe(SomeFlow.Packet(1), new FlowAttribution(executor, driver, SomeFlow.Database, SomeFlow.Site, AttributionKind.Task, AttributionClass.Exact), SomePod.At(1));

        Assert.Equal((1L, 2), (watching.Only.Evidence.FlowEvents, watching.Only.Pods.Length));

        static SideAttribution Side(Owner owner) => new(owner, AttributionClass.Exact, AttributionReason.None, true);
    }
}
