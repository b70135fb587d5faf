using Google.Protobuf.WellKnownTypes;
using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.Model.Sources;

namespace Windsock.Agent.Tests.Simulation;

public sealed class ObserverServiceTests
{
    private const string GetFlows = "/observer.Observer/GetFlows";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_last_flows_are_sent_and_the_call_ends()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(4));
        var expected = Written(served, 4).TakeLast(20).Select(flow => flow.Id.ToString());

        var (flows, status) = await FlowsAsync(served, new GetFlowsRequest { Number = 20 });

        Assert.Equal(expected, flows.Select(flow => flow.Flow.Uuid));
        Assert.Equal("0", status);
    }

    [Fact]
    public async Task The_first_flows_begin_at_the_oldest()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(4));

        var (flows, _) = await FlowsAsync(served, new GetFlowsRequest { Number = 5, First = true });

        Assert.Equal(Written(served, 4).Take(5).Select(flow => flow.Id.ToString()), flows.Select(flow => flow.Flow.Uuid));
    }

    [Fact]
    public async Task A_time_range_selects_what_lies_in_it()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(4));
        var (since, until) = (SomeWorld.Noon.AddSeconds(2), SomeWorld.Noon.AddSeconds(3));

        var (flows, _) = await FlowsAsync(served, new GetFlowsRequest { Since = Timestamp.FromDateTimeOffset(since), Until = Timestamp.FromDateTimeOffset(until) });

        Assert.Equal(Written(served, 4).Where(flow => flow.Time >= since && flow.Time <= until).Select(flow => flow.Id.ToString()), flows.Select(flow => flow.Flow.Uuid));
        Assert.NotEmpty(flows);
    }

    [Fact]
    public async Task A_follower_gets_what_happens_after_it_came_and_is_told_the_number_of_events_it_lost()
    {
        await using var served = await ServedSimulation.StartAsync();
        using var client = new PlainGrpcClient(served.AgentSocket);
        using var call = await client.CallAsync(GetFlows, new GetFlowsRequest { Follow = true }, Stop).WaitAsync(Patience, Stop);
        served.World.PlayTo(TimeSpan.FromSeconds(2));

        var received = new List<string>();
        foreach (var _ in Written(served, 2))
        {
            received.Add(GetFlowsResponse.Parser.ParseFrom((await call.NextAsync(Stop).WaitAsync(Patience, Stop))!.Value.Message).Flow.Uuid);
        }

        Assert.Equal(Written(served, 2).Select(flow => flow.Id.ToString()), received);
        Assert.Equal(received.Count, served.World.Delivery.Flows);
        Assert.True(served.World.Delivery.Connected.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_reader_that_is_overtaken_is_told_how_much_it_lost()
    {
        const int Capacity = 50;
        await using var served = await ServedSimulation.StartAsync(ringCapacity: Capacity);
        using var client = new PlainGrpcClient(served.AgentSocket);
        using var call = await client.CallAsync(GetFlows, new GetFlowsRequest { Follow = true }, Stop).WaitAsync(Patience, Stop);

        // One publication far longer than the ring: the reader finds itself overtaken at its first look.
        served.World.PlayTo(TimeSpan.FromSeconds(4));
        var total = (ulong)Written(served, 4).Count;
        var (flows, lost) = (0ul, 0ul);
        while (flows + lost < total)
        {
            var message = GetFlowsResponse.Parser.ParseFrom((await call.NextAsync(Stop).WaitAsync(Patience, Stop))!.Value.Message);
            flows += message.Flow is null ? 0ul : 1;
            lost += message.LostEvents?.NumEventsLost ?? 0;
            Assert.True(message.LostEvents is null or { Source: LostEventSource.HubbleRingBuffer });
        }

        Assert.Equal(total, flows + lost);
        Assert.InRange(lost, 1ul, total - 1);
        Assert.Equal((long)lost, served.World.Delivery.LostBecause(LossReason.HubbleRingBuffer));
        Assert.Equal((long)flows, served.World.Truth.Totals(served.World.Delivery.Overtaken).Flows);
    }

    [Fact]
    public async Task A_scripted_break_ends_the_stream_as_unavailable()
    {
        await using var served = await ServedSimulation.StartAsync(SomeWorld.Settings());
        using var client = new PlainGrpcClient(served.AgentSocket);
        using var call = await client.CallAsync(GetFlows, new GetFlowsRequest { Follow = true }, Stop).WaitAsync(Patience, Stop);

        served.World.PlayTo(TimeSpan.FromSeconds(4.1));

        await call.AllAsync(Stop).WaitAsync(Patience, Stop);
        Assert.Equal("14", call.Status);
    }

    [Fact]
    public async Task Scripted_trouble_is_on_the_wire_and_in_the_record()
    {
        await using var served = await ServedSimulation.StartAsync(SomeWorld.Settings());
        served.World.PlayTo(TimeSpan.FromSeconds(8));
        using var client = new PlainGrpcClient(served.AgentSocket);
        using var call = await client.CallAsync(GetFlows, new GetFlowsRequest { Since = Timestamp.FromDateTimeOffset(SomeWorld.Noon) }, Stop).WaitAsync(Patience, Stop);

        var messages = await call.AllAsync(Stop).WaitAsync(Patience, Stop);

        Assert.Equal(served.World.Truth.Entries, messages.Count);
        Assert.Single(messages, message => message.IsCompressed);
        Assert.Single(messages, message => message.Message.Length > 1024 * 1024);
        Assert.Equal(36, served.World.Delivery.Lost);
        Assert.Equal(2, served.World.Delivery.BadBecause(DecodeFailure.Malformed));
        Assert.All(
            new[] { DecodeFailure.Oversized, DecodeFailure.Compressed, DecodeFailure.NotAFlow },
            failure => Assert.Equal(1, served.World.Delivery.BadBecause(failure)));
    }

    [Fact]
    public async Task After_a_break_the_overlap_is_sent_again_and_counted_as_such()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(2));
        var all = Written(served, 2);
        using var client = new PlainGrpcClient(served.AgentSocket);
        var begin = new GetFlowsRequest { Since = Timestamp.FromDateTimeOffset(SomeWorld.Noon) };
        using (var first = await client.CallAsync(GetFlows, begin, Stop).WaitAsync(Patience, Stop))
        {
            Assert.Equal(all.Count, (await first.AllAsync(Stop).WaitAsync(Patience, Stop)).Count);
        }

        var since = all[^10].Time;
        using var second = await client.CallAsync(GetFlows, new GetFlowsRequest { Since = Timestamp.FromDateTimeOffset(since) }, Stop).WaitAsync(Patience, Stop);
        var again = await second.AllAsync(Stop).WaitAsync(Patience, Stop);

        Assert.Equal(all.Count(flow => flow.Time >= since), again.Count);
        Assert.Equal(again.Count, served.World.Delivery.Resent);
        Assert.Equal(all.Count, served.World.Delivery.Flows - served.World.Delivery.Resent);
    }

    [Fact]
    public async Task Clients_of_the_public_socket_are_not_counted()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(2));

        Assert.NotEmpty((await FlowsAsync(served, new GetFlowsRequest { Number = 3 })).Flows);
        Assert.Equal(0, served.World.Delivery.Flows);
        Assert.Equal(0, served.World.Delivery.Streams);
    }

    [Fact]
    public async Task Clients_of_the_public_socket_are_spared_the_scripted_trouble()
    {
        await using var served = await ServedSimulation.StartAsync(SomeWorld.Settings());
        using var client = new PlainGrpcClient(served.PublicSocket);
        using var call = await client.CallAsync(GetFlows, new GetFlowsRequest { Follow = true }, Stop).WaitAsync(Patience, Stop);

        served.World.PlayTo(TimeSpan.FromSeconds(9));

        for (var left = Written(served, 9).Count; left > 0;)
        {
            var next = await call.NextAsync(Stop).WaitAsync(Patience, Stop);
            Assert.NotNull(next);
            Assert.False(next.Value.IsCompressed);
            left -= GetFlowsResponse.Parser.ParseFrom(next.Value.Message).Flow is null ? 0 : 1;
        }
    }

    [Fact]
    public async Task Filters_on_verdict_and_pod_are_served()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(6));
        var request = new GetFlowsRequest { Number = 10_000, Whitelist = { new FlowFilter { Verdict = { Verdict.Dropped }, SourcePod = { "airflow/" } } } };

        var (flows, _) = await FlowsAsync(served, request);

        Assert.NotEmpty(flows);
        Assert.All(flows, flow => Assert.Equal((Verdict.Dropped, "airflow"), (flow.Flow.Verdict, flow.Flow.Source.Namespace)));
    }

    [Fact]
    public async Task Status_nodes_namespaces_and_health_are_answered()
    {
        await using var served = await ServedSimulation.StartAsync();
        served.World.PlayTo(TimeSpan.FromSeconds(3));
        using var client = new PlainGrpcClient(served.PublicSocket);

        var status = ServerStatusResponse.Parser.ParseFrom(await OneAsync(client, "/observer.Observer/ServerStatus"));
        var nodes = GetNodesResponse.Parser.ParseFrom(await OneAsync(client, "/observer.Observer/GetNodes"));
        var namespaces = GetNamespacesResponse.Parser.ParseFrom(await OneAsync(client, "/observer.Observer/GetNamespaces"));

        Assert.Equal((ulong)Written(served, 3).Count, status.SeenFlows);
        Assert.Equal(4_095ul, status.MaxFlows);
        Assert.Equal("worker-1", Assert.Single(nodes.Nodes).Name);
        Assert.Contains("airflow", namespaces.Namespaces.Select(one => one.Namespace_));
        Assert.Equal(new byte[] { 8, 1 }, await OneAsync(client, "/grpc.health.v1.Health/Check"));
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented_and_a_contradiction_is_an_invalid_argument()
    {
        await using var served = await ServedSimulation.StartAsync();
        using var client = new PlainGrpcClient(served.PublicSocket);

        using var unknown = await client.CallAsync("/observer.Observer/GetAgentEvents", new Empty(), Stop);
        using var contradiction = await client.CallAsync(GetFlows, new GetFlowsRequest { First = true, Follow = true }, Stop);

        Assert.Empty(await unknown.AllAsync(Stop));
        Assert.Empty(await contradiction.AllAsync(Stop));
        Assert.Equal(("12", "3"), (unknown.Status, contradiction.Status));
    }

    private static async Task<(List<GetFlowsResponse> Flows, string Status)> FlowsAsync(ServedSimulation served, GetFlowsRequest request)
    {
        using var client = new PlainGrpcClient(served.PublicSocket);
        using var call = await client.CallAsync(GetFlows, request, Stop).WaitAsync(Patience, Stop);
        var messages = await call.AllAsync(Stop).WaitAsync(Patience, Stop);
        return ([.. messages.Select(message => GetFlowsResponse.Parser.ParseFrom(message.Message))], call.Status);
    }

    private static async Task<byte[]> OneAsync(PlainGrpcClient client, string method)
    {
        using var call = await client.CallAsync(method, new Empty(), Stop);
        return Assert.Single(await call.AllAsync(Stop)).Message;
    }

    private static List<SimulatedFlow> Written(ServedSimulation served, int seconds) =>
        [.. SomeWorld.Played(served.World.Settings, seconds).OfType<FlowSeen>().Select(seen => seen.Flow)];
}
