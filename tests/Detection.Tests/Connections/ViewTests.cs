using Windsock.Detection.Connections;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Connections;

public sealed class ViewTests
{
    private static readonly Dialogue Talk = new();

    [Fact]
    public void What_both_nodes_and_several_points_see_is_one_connection()
    {
        var there = Talk.AtServer();
        var tracking = new Tracking().With("10.0.9.1", Some.Task("uid-2", "serve")).See(
            Talk.Judged(1, Verdict.Forwarded), At(ObservationPoint.FromEndpoint, Talk.Syn(1.00001)), Talk.Syn(1.00002),
            At(ObservationPoint.FromOverlay, there.Syn(1.2)), there.Judged(1.20001, Verdict.Forwarded), there.Syn(1.20002),
            there.SynAck(1.20003), Talk.SynAck(1.002), Talk.Ack(1.003), there.Ack(1.21)).Until(20);

        var connection = tracking.Only;
        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
        Assert.Equal(1, connection.Attempts);
        Assert.True(connection.Client.IsTask && connection.Server.IsTask);
        Assert.Equal("node-1", connection.NodeName);
        Assert.InRange(connection.SetupTime!.Value, TimeSpan.FromMilliseconds(1.9), TimeSpan.FromMilliseconds(2.1));
    }

    [Fact]
    public void The_time_to_set_up_is_never_taken_from_two_clocks()
    {
        Assert.Null(new Tracking().See(Talk.Syn(1), Talk.AtServer().SynAck(1.5), Talk.Ack(1.003)).Until(20).Only.SetupTime);
        var there = Talk.AtServer();
        Assert.NotNull(new Tracking().See(there.Syn(1), there.SynAck(1.5), Talk.Ack(1.003)).Until(20).Only.SetupTime);
    }

    [Fact]
    public void Events_without_a_reply_state_are_oriented_by_their_flags_by_what_is_known_and_by_ports()
    {
        var byFlags = Only(Without(Talk.SynAck(1.001)), Without(Talk.Syn(1)));
        Assert.Equal((40_000, 5_432), (byFlags.ClientPort, byFlags.ServerPort));

        var byPorts = Only(Without(Talk.Answer(1)));
        Assert.Equal((40_000, 5_432), (byPorts.ClientPort, byPorts.ServerPort));

        var high = Talk with { ServerPort = 41_000 };
        var byTable = new Tracking().See(high.Syn(1), high.SynAck(1.1), Without(high.Answer(1.2)), Without(high.ServerFin(1.3)), Without(high.ClientFin(1.3))).Until(4);
        Assert.Equal((40_000, 41_000), (byTable.Only.ClientPort, byTable.Only.ServerPort));

        var unclear = new Tracking().See(Without(high.Data(1))).Until(20);
        Assert.Empty(unclear.Reported);
        Assert.Equal(1, unclear.Counts.EventsUsed(FlowUse.UnclearDirection));
    }

    [Fact]
    public void A_service_and_the_backend_that_was_chosen_are_one_connection()
    {
        var service = Service(Talk);
        var backend = Talk with { ServerPort = 15_432 };
        var tracking = new Tracking().See(At(ObservationPoint.FromEndpoint, service.Syn(1)), backend.Syn(1.0001), service.SynAck(1.002), backend.Ack(1.003)).Until(20);

        var connection = tracking.Only;
        Assert.Equal(ConnectionOutcome.Established, connection.Outcome);
        Assert.Equal(("10.0.9.1", 15_432), (connection.ServerIp.ToString(), connection.ServerPort));
        Assert.Equal(1, connection.Attempts);
        Assert.Equal(0, tracking.Until(2_000).Counts.Open);
    }

    [Fact]
    public void A_denial_behind_a_service_is_not_a_timeout_of_the_service()
    {
        var connection = new Tracking().See(Service(Talk).Syn(1), Talk.Dropped(1.0001)).Until(30).Only;
        Assert.Equal((ConnectionOutcome.Denied, "10.0.9.1"), (connection.Outcome, connection.ServerIp.ToString()));

        var reversed = new Tracking().See(Talk.Dropped(1.0001), Service(Talk).Syn(1)).Until(30).Only;
        Assert.Equal((ConnectionOutcome.Denied, "10.0.9.1"), (reversed.Outcome, reversed.ServerIp.ToString()));
    }

    [Fact]
    public void A_service_without_a_backend_is_denied_under_its_own_address()
    {
        var connection = new Tracking().See(Service(Talk).Dropped(1, DropReason.ServiceBackendNotFound)).Until(30).Only;

        Assert.Equal((ConnectionOutcome.Denied, "10.96.0.10"), (connection.Outcome, connection.ServerIp.ToString()));
        Assert.Equal(DropReason.ServiceBackendNotFound, connection.DropReason);
    }

    [Fact]
    public void A_translation_at_the_socket_is_no_connection()
    {
        var translated = Talk.Syn(1);
        translated.EventType = 7;
        translated.Type = FlowType.Socket;
        translated.Verdict = Verdict.Translated;
        var tracking = new Tracking().See(translated).Until(30);

        Assert.Empty(tracking.Reported);
        Assert.Equal((0, 1), (tracking.Counts.Seen.Value, tracking.Counts.EventsUsed(FlowUse.Socket)));
    }

    [Fact]
    public void What_a_proxy_does_on_behalf_of_a_pod_is_no_connection_of_the_task()
    {
        var leg = Talk with
        {
            Client = "10.0.0.99",
            Server = "10.0.0.1",
            ClientEndpoint = new Endpoint { Identity = 5_001 },
            ServerEndpoint = new Endpoint { Id = 7, Identity = 5_000, Namespace = "airflow", PodName = "task-1" },
        };
        var answers = leg with { ClientEndpoint = new Endpoint { Identity = 1, Labels = ["reserved:host"] } };
        var tracking = new Tracking().See(leg.Syn(1), answers.SynAck(1.001), leg.Ack(1.002), leg.ClientFin(1.1), answers.ServerFin(1.2)).Until(9);

        Assert.Empty(tracking.Reported);
        Assert.Equal(1, tracking.Counts.Discarded.Value);
        Assert.Equal(FlowUse.ProxyLeg, FlowReading.Read(At(ObservationPoint.FromProxy, Talk.Syn(1)), out _));
    }

    [Fact]
    public void Two_pods_that_had_one_address_are_not_confused()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002)).Until(20);
        tracking.With("10.0.0.1", Some.Task("uid-2", "other")).See(Talk.Data(21), Talk.Answer(21.1)).Until(40);

        Assert.Equal(["uid-1", "uid-2"], tracking.Reported.Select(connection => connection.Client.Owner!.PodUid));
        Assert.Equal([false, true], tracking.Reported.Select(connection => connection.IsPartial));
        tracking.With("10.0.0.1", Some.Task()).See(Talk.Data(19));
        Assert.Equal(1, tracking.Counts.EventsUsed(FlowUse.Stale));
    }

    [Fact]
    public void A_port_that_is_used_again_makes_another_connection()
    {
        var tracking = new Tracking().See(
            Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002), Talk.ClientFin(1.1), Talk.ServerFin(1.2),
            Talk.Syn(1.5), Talk.ServerRst(1.501),
            Talk.Syn(2), Talk.SynAck(2.001), Talk.Data(2.002), Talk.Answer(1.15)).Until(30);

        Assert.Equal(
            [ConnectionOutcome.Established, ConnectionOutcome.Refused, ConnectionOutcome.Established],
            tracking.Reported.Select(connection => connection.Outcome));
        Assert.Equal(1, tracking.Counts.EventsUsed(FlowUse.Stale));
    }

    [Fact]
    public void A_port_that_is_used_again_after_an_end_that_nobody_saw_makes_another_connection()
    {
        var tracking = new Tracking().See(Talk.Syn(1), Talk.SynAck(1.001), Talk.Ack(1.002)).Until(20);
        tracking.See(Talk.Syn(60), Talk.SynAck(60.001), Talk.Ack(60.002)).Until(90);

        Assert.Equal(2, tracking.Reported.Count);
    }

    [Fact]
    public void A_connection_is_the_tasks_by_whichever_side_decides()
    {
        var served = Talk with { Client = "10.0.9.9", Server = "10.0.0.1" };
        var strangers = Talk with { Client = "10.0.9.9" };
        var tracking = new Tracking().See(served.Syn(1), served.SynAck(1.1), strangers.Syn(1)).Until(20);

        Assert.True(tracking.Only.Server.IsTask);
        Assert.Equal(1, tracking.Counts.EventsUsed(FlowUse.NotATask));
    }

    [Fact]
    public void The_time_of_a_flow_that_has_none_is_that_of_the_evidence()
    {
        var syn = Talk.Syn(5);
        syn.Time = Instant.Missing;
        var tracking = new Tracking().See(Talk.Dropped(5) with { SourceIp = Some.Ip("10.0.8.8") });
        tracking.Tracker.Observe(syn, AttributionOfTask, Some.At(5.5));

        Assert.Equal(Some.At(5.5), tracking.Until(20).Only.FirstSeen);
    }

    [Fact]
    public void A_flow_from_the_far_future_ends_nobodys_waiting()
    {
        var tracking = new Tracking().See(Talk.Syn(1));
        tracking.Tracker.Observe((Talk with { ClientPort = 1 }).Syn(100_000), AttributionOfTask, Some.At(1.1));
        tracking.See(Talk.SynAck(1.2), Talk.Ack(1.3));

        Assert.Equal([ConnectionOutcome.Established], tracking.Until(13.4).Reported.Where(connection => connection.ClientPort != 1).Select(connection => connection.Outcome));
    }

    [Fact]
    public void A_replay_is_judged_by_its_own_time()
    {
        var silent = Talk with { ClientPort = 40_001 };
        var tracking = new Tracking();
        foreach (var flow in (Flow[])[Talk.Syn(1), silent.Syn(1), Talk.SynAck(9), Talk.Ack(9.1), (Talk with { ClientPort = 40_002 }).Syn(30)])
        {
            tracking.Tracker.Observe(flow, AttributionOfTask, Some.At(1e6));
        }

        tracking.Tracker.Advance(Some.At(1e6 + 1));
        Assert.Equal([(40_001, ConnectionOutcome.Timeout), (40_000, ConnectionOutcome.Established)], tracking.Reported.Select(connection => ((int)connection.ClientPort, connection.Outcome)));
    }

    private static FlowAttribution AttributionOfTask => new(
        new SideAttribution(Some.Task(), AttributionClass.Exact, AttributionReason.None, true), default, Some.World, Some.World, AttributionKind.Task, AttributionClass.Exact);

    private static Connection Only(params ReadOnlySpan<Flow> flows) => new Tracking().See(flows).Until(30).Only;

    private static Dialogue Service(Dialogue talk) => talk with
    {
        Server = "10.96.0.10",
        ServerEndpoint = new Endpoint { Identity = 2, Labels = ["reserved:world"] },
        Service = new ServiceName("data", "db"),
    };

    private static Flow At(ObservationPoint point, Flow flow) => flow with { ObservationPoint = point };

    private static Flow Without(Flow flow) => flow with { Reply = ReplyState.Unknown, Direction = TrafficDirection.Unknown, ObservationPoint = ObservationPoint.ToOverlay };
}
