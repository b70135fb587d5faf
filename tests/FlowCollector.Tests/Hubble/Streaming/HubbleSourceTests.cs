using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Tests.Grpc;
using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

public sealed class HubbleSourceTests
{
    [Fact]
    public async Task Lost_events_go_to_the_ledger_by_their_source()
    {
        var run = await FollowAsync(1, Answer.Lost(3, 17), Answer.Lost(1, 2), Answer.Lost(77, 5), Answer.Lost(2, ulong.MaxValue), Flow(1));

        Assert.Equal(17, run.Ledger.LostBecause(LossReason.HubbleRingBuffer));
        Assert.Equal(2, run.Ledger.LostBecause(LossReason.PerfEventRingBuffer));
        Assert.Equal(5, run.Ledger.LostBecause(LossReason.Unknown));
        Assert.True(run.Ledger.LostBecause(LossReason.ObserverEventsQueue) > 0);
        Assert.Equal(1, run.Ledger.Received);
    }

    [Fact]
    public async Task Node_status_says_which_nodes_report()
    {
        var run = await FollowAsync(1, Answer.NodeStatus(1, "a", "b", "c"), Answer.NodeStatus(2, "b"), Answer.NodeStatus(3, "c"), Flow(1));

        Assert.Equal(
            [KeyValuePair.Create("a", true), KeyValuePair.Create("b", false), KeyValuePair.Create("c", false)], run.Ledger.Nodes);
    }

    [Fact]
    public async Task Bad_messages_are_counted_by_what_is_wrong_and_the_stream_goes_on()
    {
        byte[] malformed = [0x0A, 0x7F, 1];
        byte[] notAFlow = [0x52, 0x01, 0x00];
        var run = await FollowAsync(2, Flow(1), malformed, notAFlow, new byte[70_000], Flow(2));

        Assert.Equal([1, 2], run.Flows.Select(flow => (int)flow.SourcePort));
        Assert.Equal(1, run.Ledger.UndecodableBecause(DecodeFailure.Malformed));
        Assert.Equal(1, run.Ledger.UndecodableBecause(DecodeFailure.NotAFlow));
        Assert.Equal(1, run.Ledger.UndecodableBecause(DecodeFailure.Oversized));
        Assert.Equal(5, run.Ledger.Received);
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task A_compressed_message_is_counted_and_the_stream_goes_on()
    {
        var compressed = GrpcFrameBufferTests.Frame([1, 2, 3]);
        compressed[0] = 1;
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes =>
        {
            routes.MapGrpc(HubbleRequests.ServerStatusMethod, call => call.WriteAsync(Answer.Status("1", 4095, 0)).AsTask());
            routes.MapGrpc(HubbleRequests.GetFlowsMethod, async call =>
            {
                await call.Context.Response.BodyWriter.WriteAsync(compressed);
                await call.WriteAsync(Flow(1));
                await Task.Delay(Timeout.Infinite, call.Aborted);
            });
        });

        await using var run = Run(server);
        await run.TakeAsync(1);

        Assert.Equal(1, run.Ledger.UndecodableBecause(DecodeFailure.Compressed));
    }

    [Fact]
    public async Task What_the_server_says_about_itself_is_shown()
    {
        var hubble = new RingServer { Capacity = 8191, Nodes = 3 };
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Flow(1));
        await using var run = Run(server);
        await run.TakeAsync(1);

        var status = run.Server.Status;
        var collected = new CollectedMetrics();
        run.Server.Collect(collected);

        Assert.Equal(("1.19.4", 8191UL, 1UL, 3U), (status.Version, status.RingCapacity, status.SeenFlows, status.ConnectedNodes!.Value));
        Assert.Equal(
            ["hubble_server_info{1.19.4} 1", "hubble_server_ring_capacity{} 8191", "hubble_server_seen_flows{} 1",
                "hubble_server_uptime_seconds{} 5", "hubble_server_nodes{connected} 3", "hubble_server_nodes{unavailable} 0"],
            collected.Lines);
    }

    [Fact]
    public async Task A_server_that_refuses_the_field_mask_is_asked_without_it()
    {
        var hubble = new RingServer { KnowsFieldMask = false };
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Flow(1));
        await using var run = Run(server);

        await run.TakeAsync(1);

        Assert.Equal(2, hubble.Requests.Count);
        Assert.True(hubble.Requests[0].Length > hubble.Requests[1].Length);
        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task The_first_stream_begins_at_the_start_of_the_agent_less_the_lookback()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromMinutes(-11)), Flow(1));
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromMinutes(-9)), Flow(2));
        var options = new HubbleOptions { Address = server.Address, Lookback = TimeSpan.FromMinutes(10) };
        await using var run = new SourceRun(options, new SteppedClock(Answer.Noon, Answer.Noon));

        await run.TakeAsync(1);
        await run.StopAsync();

        Assert.Equal(2, Assert.Single(run.Flows).SourcePort);
    }

    [Fact]
    public async Task A_server_that_ends_the_stream_with_ok_is_a_failure_that_is_tried_again()
    {
        var calls = 0;
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes =>
        {
            routes.MapGrpc(HubbleRequests.ServerStatusMethod, call => call.WriteAsync(Answer.Status("1", 4095, 0)).AsTask());
            routes.MapGrpc(HubbleRequests.GetFlowsMethod, call => call.WriteAsync(Flow(++calls)).AsTask());
        });

        await using var run = Run(server);
        await run.TakeAsync(3);

        Assert.Contains("ended the stream of flows", run.Failures[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_ServerStatus_is_followed_all_the_same()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes =>
        {
            routes.MapGrpc(HubbleRequests.GetFlowsMethod, async call =>
            {
                await call.WriteAsync(Flow(1));
                await Task.Delay(Timeout.Infinite, call.Aborted);
            });
            routes.MapGrpcFallback();
        });

        await using var run = Run(server);
        await run.TakeAsync(1);

        Assert.Empty(run.Failures);
    }

    [Fact]
    public async Task A_server_of_another_service_says_what_to_set()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpcFallback());
        var source = new HubbleSource(
            new HubbleOptions { Address = server.Address }, () => new PlainDecoder(), new HubbleServerMetrics(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<HubbleSource>.Instance);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => source.RunAsync(SourceRun.Writer(), TestContext.Current.CancellationToken));

        Assert.Equal(GrpcCode.Unimplemented, failure.Code);
        Assert.Contains("set hubble.address to the Hubble socket", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_source_is_up_while_it_follows_and_down_after_it_stopped()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Flow(1));
        await using var run = Run(server);
        await run.TakeAsync(1);

        var during = run.Ledger.IsUp;
        await run.StopAsync();

        Assert.True(during);
        Assert.False(run.Ledger.IsUp);
        Assert.Empty(run.Failures);
    }

    private static byte[] Flow(int number) => Answer.Flow(Answer.Noon, Guid.NewGuid(), number);

    private static SourceRun Run(LoopbackServer server) => new(
        new HubbleOptions { Address = server.Address, MessageLimitBytes = 64 * 1024 },
        new SteppedClock(Answer.Noon.Add(TimeSpan.FromHours(-1)), Answer.Noon));

    private static async Task<SourceRun> FollowAsync(int flows, params byte[][] answers)
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, answers);
        var run = Run(server);
        await run.TakeAsync(flows);
        await run.StopAsync();
        await run.DisposeAsync();
        return run;
    }
}
