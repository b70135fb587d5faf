using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Scopes;

public sealed class ScopeTests
{
    private static readonly PodState Client = Some.ExecutorPod("client-1", "10.0.0.1", task: "extract");
    private static readonly PodState Server = Some.ExecutorPod("server-1", "10.0.1.1", task: "serve") with { NodeName = Some.OtherNode };

    [Fact]
    public void Both_tasks_of_one_flow_are_sides_and_a_reply_does_not_turn_them_around()
    {
        var fixture = new AttributorFixture(options => options.Scope = AttributionScope.Cluster).Apply(Client).Apply(Server);
        var request = Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.Endpoint(Server, local: false), "10.0.1.1");
        var reply = Some.Flow(Some.Endpoint(Server, local: false), "10.0.1.1", Some.Endpoint(Client), "10.0.0.1");
        reply.Reply = ReplyState.Reply;

        foreach (var flow in new[] { request, reply })
        {
            var attribution = fixture.Answer(flow);
            Assert.Equal(("extract", "serve"), (attribution.Client.Owner!.Task!.TaskId, attribution.Server.Owner!.Task!.TaskId));
            Assert.Equal((true, true), (attribution.Client.Decides, attribution.Server.Decides));
            Assert.Equal("airflow/etl.serve", attribution.ServerAsPeer.Name);
            Assert.Equal("airflow/etl.extract", attribution.ClientAsPeer.Name);
            Assert.Equal((AttributionKind.Task, AttributionClass.Exact), (attribution.Kind, attribution.Class));
        }
    }

    [Theory]
    [InlineData("windsock-1", 9_466, false, false)]
    [InlineData("windsock-1", 9_466, true, false)]
    [InlineData("windsock-1", 9_465, false, true)]
    [InlineData("windsock-2", 9_466, false, true)]
    public void Access_logs_that_a_proxy_sends_to_this_agent_are_nobodys_flows(string server, int port, bool isReply, bool counts)
    {
        var fixture = new AttributorFixture(options => (options.AgentPod, options.ReceiverPort) = ("windsock/windsock-1", 9_466)).Apply(Client);
        var agent = new Endpoint { Id = 7, Namespace = "windsock", PodName = server };
        var flow = isReply ? Some.Flow(agent, "10.0.0.9", Some.Endpoint(Client), "10.0.0.1") : Some.Flow(Some.Endpoint(Client), "10.0.0.1", agent, "10.0.0.9");
        (flow.Reply, flow.SourcePort, flow.DestinationPort) = isReply ? (ReplyState.Reply, (ushort)port, (ushort)40_000) : (ReplyState.Request, (ushort)40_000, (ushort)port);

        var attribution = fixture.Answer(flow);

        Assert.Equal((counts, counts ? AttributionKind.Task : AttributionKind.Other), (attribution.Client.Decides, attribution.Kind));
        Assert.Equal(counts ? 0 : 1, fixture.Attributor.Counts.AccessLogFlows.Value);
    }

    [Fact]
    public void In_node_scope_only_the_side_on_this_node_decides()
    {
        var fixture = new AttributorFixture().Apply(Client);
        var labels = new[] { "k8s:kubernetes_pod_operator=True", "k8s:dag_id=etl", "k8s:task_id=serve" };
        var attribution = fixture.Answer(Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.Endpoint(Server, local: false, labels), "10.0.1.1"));

        Assert.Equal((true, false), (attribution.Client.Decides, attribution.Server.Decides));
        Assert.Equal(AttributionReason.FlowLabels, attribution.Server.Reason);
        Assert.Equal((AttributionKind.Task, AttributionClass.Exact), (attribution.Kind, attribution.Class));

        var incoming = fixture.Answer(Some.Flow(Some.Endpoint(Server, local: false, labels), "10.0.1.1", Some.Endpoint(Some.Pod("db")), "10.0.0.5"));
        Assert.Equal((false, true), (incoming.Client.Decides, incoming.Server.Decides));
        Assert.Equal((AttributionKind.Other, AttributionClass.Unknown), (incoming.Kind, incoming.Class));
    }

    [Fact]
    public void In_node_scope_a_pod_of_this_node_decides_even_when_the_flow_does_not_say_local()
    {
        var fixture = new AttributorFixture().Apply(Client);

        Assert.True(fixture.Answer(Some.Flow(Some.Endpoint(Client, local: false), "10.0.0.1", Some.World, "")).Client.Decides);
    }

    [Fact]
    public void Endpoints_local_to_another_node_are_not_this_nodes()
    {
        var fixture = new AttributorFixture();
        var flow = Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.World, "");
        flow.NodeName = "mesh/node-2";

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(flow, out var attribution, mayWait: true));
        Assert.False(attribution.Client.Decides);

        flow.NodeName = "mesh/node-1";
        Assert.Equal(AttributionOutcome.Wait, fixture.Ask(flow, out _, mayWait: true));
    }

    [Fact]
    public void The_less_certain_side_gives_the_class_when_both_decide()
    {
        var fixture = new AttributorFixture(options => options.Scope = AttributionScope.Cluster).Apply(Client);

        var attribution = fixture.Answer(Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.Endpoint(Server, local: false), "10.0.1.1"));

        Assert.Equal((AttributionKind.Task, AttributionClass.Unknown), (attribution.Kind, attribution.Class));
    }

    [Fact]
    public void A_component_is_a_component_and_its_tasks_are_not_guessed()
    {
        var worker = Some.Pod("airflow-worker-0", "10.0.0.3") with { Labels = Some.Map(("tier", "airflow"), ("component", "worker"), ("release", "airflow")) };
        var fixture = new AttributorFixture().Apply(worker);

        var attribution = fixture.Answer(Some.Flow(Some.Endpoint(worker), "10.0.0.3", Some.World, ""));

        Assert.Equal((AttributionKind.Component, AttributionClass.Exact), (attribution.Kind, attribution.Class));
        Assert.Null(attribution.Client.Owner!.Task);
    }

    [Fact]
    public void A_flow_that_the_clients_node_reports_too_is_counted_there()
    {
        var fixture = TwoNodes();
        var flow = SeenByServersNode();
        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(flow, out _, mayWait: true, receivedAt: 111));

        fixture.Ask(Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.World, ""), out _, receivedAt: 112);

        Assert.Equal(AttributionOutcome.ReportedByClientNode, fixture.Ask(flow, out _, mayWait: true, receivedAt: 113));
        var reply = Some.Flow(Some.Endpoint(Server), "10.0.1.1", Some.Endpoint(Client, local: false), "10.0.0.1");
        (reply.NodeName, reply.Reply) = (Some.OtherNode, ReplyState.Reply);
        Assert.Equal(AttributionOutcome.ReportedByClientNode, fixture.Ask(reply, out _, mayWait: true, receivedAt: 113));
    }

    [Fact]
    public void A_client_node_that_fell_silent_or_went_away_does_not_count()
    {
        var fixture = TwoNodes();
        fixture.Ask(Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.World, ""), out _, receivedAt: 112);
        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(SeenByServersNode(), out _, receivedAt: 172));

        fixture.Attributor.Apply(new NodeReporting("mesh/node-1", true, Some.At(173)));
        Assert.Equal(AttributionOutcome.ReportedByClientNode, fixture.Ask(SeenByServersNode(), out _, receivedAt: 400));

        fixture.Attributor.Apply(new NodeReporting("mesh/node-1", false, Some.At(401)));
        fixture.Ask(Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.World, ""), out _, receivedAt: 402);
        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(SeenByServersNode(), out _, receivedAt: 403));

        fixture.Ask(Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.World, ""), out _, receivedAt: 407);
        Assert.Equal(AttributionOutcome.ReportedByClientNode, fixture.Ask(SeenByServersNode(), out _, receivedAt: 408));
    }

    [Fact]
    public void A_call_that_a_proxy_reports_does_not_show_that_its_nodes_flows_are_seen()
    {
        var fixture = TwoNodes();
        var call = Some.Flow(Some.Endpoint(Client), "10.0.0.1", Some.World, "");
        (call.Type, call.EventType) = (FlowType.L7, 0);

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(call, out _, receivedAt: 112));

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(SeenByServersNode(), out _, receivedAt: 113));
    }

    [Fact]
    public void What_only_one_node_can_have_seen_is_never_filtered()
    {
        var fixture = TwoNodes();
        fixture.Attributor.Apply(new NodeReporting(Some.Node, true, Some.At(100)));
        Assert.Equal(AttributionOutcome.ReportedByClientNode, fixture.Ask(SeenByServersNode(), out _));

        var drop = SeenByServersNode();
        (drop.Verdict, drop.EventType) = (Verdict.Dropped, 1);
        var verdict = SeenByServersNode();
        verdict.EventType = 5;
        var http = SeenByServersNode();
        (http.Type, http.EventType) = (FlowType.L7, 129);
        var redirected = SeenByServersNode();
        redirected.Verdict = Verdict.Redirected;
        var elsewhere = SeenByServersNode();
        elsewhere.NodeName = "node-3";
        foreach (var flow in new[] { drop, verdict, http, redirected, elsewhere })
        {
            Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(flow, out _));
        }
    }

    [Fact]
    public void In_node_scope_nothing_is_filtered()
    {
        var fixture = new AttributorFixture(options => options.NodeName = Some.OtherNode).Apply(Client).Apply(Server);
        fixture.Attributor.Apply(new NodeReporting(Some.Node, true, Some.At(100)));

        Assert.Equal(AttributionOutcome.Attributed, fixture.Ask(SeenByServersNode(), out _));
    }

    private static AttributorFixture TwoNodes() =>
        new AttributorFixture(options => options.Scope = AttributionScope.Cluster).Apply(Client).Apply(Server);

    private static Flow SeenByServersNode()
    {
        var flow = Some.Flow(Some.Endpoint(Client, local: false), "10.0.0.1", Some.Endpoint(Server), "10.0.1.1");
        flow.NodeName = Some.OtherNode;
        return flow;
    }
}
