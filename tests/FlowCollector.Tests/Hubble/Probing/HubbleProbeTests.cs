using Google.Protobuf;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Probing;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.FlowCollector.Tests.Grpc;
using Windsock.FlowCollector.Tests.Hubble.Streaming;
using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Hubble.Probing;

public sealed class HubbleProbeTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_flows_are_asked_for_and_those_that_follow()
    {
        GetFlowsRequest? request = null;
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpc(HubbleRequests.GetFlowsMethod, async call =>
        {
            request = GetFlowsRequest.Parser.ParseFrom(await call.ReadMessageAsync());
            call.Write(Answer.Flow(Answer.Noon, Guid.NewGuid(), 1));
            call.Write(Answer.Lost((int)LossReason.HubbleRingBuffer, 7));
            call.Write([0xff]);
            await call.WriteAsync(Answer.Flow(Answer.Noon, Guid.NewGuid(), 2));
        }));

        // The server ends the stream, so nobody waits for the time to be over.
        var sample = await ProbeOf(server).ReadFlowsAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.Equal((2_000UL, true, null), (request!.Number, request.Follow, request.Since));
        Assert.Contains("source", request.FieldMask.Paths);
        Assert.Equal((2, 7L, 1L), (sample.Flows.Length, sample.Lost[LossReason.HubbleRingBuffer], sample.Undecodable));
    }

    [Fact]
    public async Task A_server_that_does_not_know_the_mask_is_asked_without_it()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpc(HubbleRequests.GetFlowsMethod, async call =>
        {
            if (GetFlowsRequest.Parser.ParseFrom(await call.ReadMessageAsync()).FieldMask is not null)
            {
                throw new GrpcException(GrpcCode.InvalidArgument, "invalid field mask");
            }

            await call.WriteAsync(Answer.Flow(Answer.Noon, Guid.NewGuid()));
        }));

        Assert.Single((await ProbeOf(server).ReadFlowsAsync(TimeSpan.FromMinutes(1), Stop)).Flows);
    }

    [Fact]
    public async Task A_flood_is_cut_off_at_what_one_look_may_hold()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpc(HubbleRequests.GetFlowsMethod, async call =>
        {
            while (!call.Aborted.IsCancellationRequested)
            {
                call.Write(Answer.Flow(Answer.Noon, null));
                await call.FlushAsync();
            }
        }));

        Assert.Equal(HubbleProbe.MaxFlows, (await ProbeOf(server).ReadFlowsAsync(TimeSpan.FromMinutes(1), Stop)).Flows.Length);
    }

    [Fact]
    public async Task A_silent_server_is_looked_at_for_the_length_and_no_longer()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpc(
            HubbleRequests.GetFlowsMethod, call => Task.Delay(Timeout.Infinite, call.Aborted)));

        var sample = await ProbeOf(server).ReadFlowsAsync(TimeSpan.FromMilliseconds(100), Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);

        Assert.Empty(sample.Flows);
    }

    [Fact]
    public async Task A_server_without_a_status_has_an_unknown_one()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpcFallback());

        Assert.Equal(ServerStatus.Unknown, await ProbeOf(server).ReadStatusAsync(TimeSpan.FromSeconds(60), Stop));
    }

    [Fact]
    public async Task Nobody_there_is_told_with_what_to_set()
    {
        var probe = new HubbleProbe(new HubbleOptions { Address = "unix:///nowhere/hubble.sock" }, TimeProvider.System);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => probe.ReadStatusAsync(TimeSpan.FromSeconds(60), Stop));

        Assert.Contains("check hubble.address", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.4, 0.2)]
    [InlineData(-3.0, -3.0)]
    public void The_quickest_flow_of_the_second_half_tells_how_far_the_clocks_are_apart(double first, double expected)
    {
        var time = new ManualTime(Answer.Noon.ToDateTimeOffset());
        var sampling = new FlowSampling(Length, time);

        // Old ones come at once.
        sampling.Take(FlowAt(time, TimeSpan.FromSeconds(-60)));
        time.Advance(Length / 2);
        sampling.Take(FlowAt(time, TimeSpan.FromSeconds(-first)));
        sampling.Take(FlowAt(time, TimeSpan.FromSeconds(-0.2)));

        Assert.Equal(TimeSpan.FromSeconds(expected), sampling.Result.Lag);
    }

    [Fact]
    public void Flows_of_the_first_half_tell_nothing_about_clocks()
    {
        var time = new ManualTime(Answer.Noon.ToDateTimeOffset());
        var sampling = new FlowSampling(Length, time);

        sampling.Take(FlowAt(time, TimeSpan.Zero));

        Assert.Null(sampling.Result.Lag);
        Assert.Single(sampling.Result.Flows);
    }

    private static byte[] FlowAt(TimeProvider time, TimeSpan offset) => Answer.Flow(Instant.FromDateTimeOffset(time.GetUtcNow() + offset), null);

    private static HubbleProbe ProbeOf(LoopbackServer server) => new(new HubbleOptions { Address = server.Address }, TimeProvider.System);
}
