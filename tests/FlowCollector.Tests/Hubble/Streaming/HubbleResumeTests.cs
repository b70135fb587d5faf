using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Tests.Grpc;
using Windsock.Model.Flows;
using Windsock.Model.Sources;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

public sealed class HubbleResumeTests
{
    private static readonly Instant Start = Answer.Noon.Add(TimeSpan.FromHours(-1));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_break_neither_loses_nor_doubles_what_the_server_still_has(bool withUuid)
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Numbered(0, 200, withUuid));

        await using var run = Run(server);
        await run.TakeAsync(200);
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon, Numbered(200, 100, withUuid));
        await run.TakeAsync(300);
        hubble.BreakAfter(350);
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromSeconds(1)), Numbered(300, 700, withUuid));
        await run.TakeAsync(1000);
        await run.StopAsync();

        Assert.Equal(Enumerable.Range(0, 1000), run.Flows.Select(flow => (int)flow.SourcePort));
        Assert.True(run.Failures.Count >= 2);
        Assert.True(run.Ledger.Duplicates >= 200);
        Assert.Equal(0, run.Ledger.Gaps);
        Assert.Equal(run.Ledger.Received, run.Ledger.Decoded + run.Ledger.Duplicates);
    }

    [Fact]
    public async Task Equal_flows_without_uuid_are_dropped_as_often_as_they_were_seen_and_no_oftener()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        var twin = Answer.Flow(Answer.Noon, null, 7);
        hubble.Publish(Answer.Noon, twin, twin, twin);

        await using var run = Run(server);
        await run.TakeAsync(3);
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon, twin, twin);
        await run.TakeAsync(5);
        await run.StopAsync();

        Assert.Equal(5, run.Flows.Count);
        Assert.Equal(3, run.Ledger.Duplicates);
    }

    [Fact]
    public async Task Losses_and_unreadable_messages_that_a_replay_brings_again_are_counted_once()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        byte[] malformed = [0x0A, 0x7F, 1];
        byte[] notAFlow = [0x52, 0x01, 0x00];
        hubble.Publish(Answer.Noon, [.. Numbered(0, 2, true), Answer.Lost(1, 14), malformed, notAFlow, malformed]);

        await using var run = Run(server);
        await run.TakeAsync(2);
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon, [Answer.Lost(2, 5), malformed, .. Numbered(2, 1, true)]);
        await run.TakeAsync(3);
        await run.StopAsync();

        Assert.Equal(19, run.Ledger.Lost);
        Assert.Equal(3, run.Ledger.UndecodableBecause(DecodeFailure.Malformed));
        Assert.Equal(1, run.Ledger.UndecodableBecause(DecodeFailure.NotAFlow));
        Assert.Equal(2 + 3, run.Ledger.Duplicates);
    }

    [Fact]
    public async Task A_lost_ring_is_one_gap()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Numbered(0, 50));

        await using var run = Run(server);
        await run.TakeAsync(50);
        hubble.LoseRing();
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromSeconds(60)), Numbered(50, 10, after: 60));
        await run.TakeAsync(60);
        await run.StopAsync();

        Assert.Equal(60, run.Flows.Count);
        Assert.Equal(1, run.Ledger.Gaps);
        Assert.Equal(0, run.Ledger.Duplicates);
    }

    [Fact]
    public async Task A_ring_that_was_overwritten_during_the_break_is_a_gap()
    {
        var hubble = new RingServer { Capacity = 20 };
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Numbered(0, 10));

        await using var run = Run(server);
        await run.TakeAsync(10);
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromSeconds(30)), Numbered(10, 100, after: 30));
        await run.TakeAsync(30);
        await run.StopAsync();

        Assert.Equal(Enumerable.Range(90, 20), run.Flows.Skip(10).Select(flow => (int)flow.SourcePort));
        Assert.Equal(1, run.Ledger.Gaps);
    }

    [Fact]
    public async Task Flows_out_of_order_by_less_than_the_overlap_survive_a_break()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        hubble.Publish(Answer.Noon, Numbered(0, 5));

        await using var run = Run(server);
        await run.TakeAsync(5);
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromSeconds(-9)), Numbered(5, 5, after: -9));
        await run.TakeAsync(10);
        await run.StopAsync();

        Assert.Equal(Enumerable.Range(0, 10), run.Flows.Select(flow => (int)flow.SourcePort));
    }

    [Fact]
    public async Task An_absurd_time_does_not_make_the_resume_ask_for_the_future()
    {
        var hubble = new RingServer();
        await using var server = await LoopbackServer.OnUnixSocketAsync(hubble.Map);
        var year2200 = Instant.FromDateTimeOffset(new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
        hubble.Publish(Answer.Noon, Answer.Flow(year2200, Guid.NewGuid(), 1), Answer.Flow(Instant.Missing, Guid.NewGuid(), 2));

        await using var run = Run(server);
        await run.TakeAsync(2);
        hubble.BreakAfter(0);
        hubble.Publish(Answer.Noon.Add(TimeSpan.FromSeconds(1)), Numbered(3, 1));
        await run.TakeAsync(3);
        await run.StopAsync();

        Assert.Equal([1, 2, 3], run.Flows.Select(flow => (int)flow.SourcePort));
        Assert.Equal(2, run.Ledger.Duplicates);
    }

    private static SourceRun Run(LoopbackServer server)
    {
        var clock = new SteppedClock(Start, Answer.Noon);
        return new SourceRun(new HubbleOptions { Address = server.Address }, clock);
    }

    private static IEnumerable<byte[]> Numbered(int first, int count, bool withUuid = true, int after = 0) =>
        from number in Enumerable.Range(first, count)
        select Answer.Flow(Answer.Noon.Add(TimeSpan.FromSeconds(after) + TimeSpan.FromMilliseconds(number)), withUuid ? Guid.NewGuid() : null, number);
}
