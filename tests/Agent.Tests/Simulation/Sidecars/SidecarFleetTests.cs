using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Simulation.Sidecars;

public sealed class SidecarFleetTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(14);

    [Fact]
    public async Task What_arrives_is_what_was_written_but_for_what_is_told_as_lost()
    {
        await using var server = await AccessLogServer.StartAsync();
        await using var fleet = new SidecarFleet(server.Address);
        var (books, written, _) = Play(fleet, SomeWorld.Settings());
        await ArrivedAsync(server, fleet);

        Assert.Equal(written.Count, fleet.Delivery.Offered);
        Assert.Equal(books.Entries, fleet.Delivery.Offered);
        var lost = fleet.Delivery.Lost;
        Assert.NotEmpty(lost);
        Assert.Equal(books.Totals(lost).Calls, server.EntryCount);
        var kept = written.Where((_, position) => !lost.Contains(position)).Select(call => (call.RequestId, call.IsInbound)).Where(one => one.RequestId != Guid.Empty);
        var arrived = server.Streams.SelectMany(stream => stream.Messages).SelectMany(message => message.HttpLogs.LogEntry)
            .Where(entry => entry.Request.RequestId.Length > 0)
            .Select(entry => (Guid.Parse(entry.Request.RequestId), entry.CommonProperties.UpstreamCluster is not ['o', ..]));
        Assert.Equal(kept.Order(), arrived.Order());
    }

    [Fact]
    public async Task The_first_message_of_every_stream_says_whose_it_is_and_no_later_one()
    {
        await using var server = await AccessLogServer.StartAsync();
        await using var fleet = new SidecarFleet(server.Address);
        Play(fleet, SomeWorld.Settings(hasTrouble: false));
        await ArrivedAsync(server, fleet);

        var spoken = server.Streams.Where(stream => !stream.Messages.IsEmpty).ToList();
        Assert.All(spoken, stream =>
        {
            Assert.Equal(("POST", LogStream.Method, "HTTP/2", "application/grpc", "trailers"), (stream.Method, stream.Path, stream.Protocol, stream.ContentType, stream.Te));
            Assert.NotNull(stream.Messages.First().Identifier);
            Assert.All(stream.Messages.Skip(1), message => Assert.Null(message.Identifier));
            Assert.Equal("http_envoy_accesslog", stream.Messages.First().Identifier.LogName);
        });
        Assert.Contains(spoken, stream => stream.Messages.Count > 5);
        Assert.Equal(2, spoken.Count(stream => stream.Pod.StartsWith("catalog-", StringComparison.Ordinal)));
        Assert.Contains(spoken, stream => stream.Pod.StartsWith("mesh-pricing-sync-quotes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_is_cut_ends_in_the_middle_of_a_message_and_another_one_begins()
    {
        await using var server = await AccessLogServer.StartAsync();
        await using var fleet = new SidecarFleet(server.Address);
        Play(fleet, SomeWorld.Settings());
        await ArrivedAsync(server, fleet);

        var cut = server.Streams.Where(stream => stream.IsCut).ToList();
        Assert.Equal(2, cut.Count);
        Assert.All(cut, stream => Assert.StartsWith("catalog-", stream.Pod, StringComparison.Ordinal));
        Assert.Equal(4, server.Streams.Count(stream => stream.Pod == cut[0].Pod));
        Assert.InRange(fleet.Delivery.Lost.Count, 2, 200);
        Assert.DoesNotContain(server.Streams, stream => stream.IsBroken);
    }

    [Fact]
    public async Task Without_trouble_nothing_is_lost()
    {
        await using var server = await AccessLogServer.StartAsync();
        await using var fleet = new SidecarFleet(server.Address);
        var (_, written, _) = Play(fleet, SomeWorld.Settings(hasTrouble: false));
        await ArrivedAsync(server, fleet);

        Assert.Empty(fleet.Delivery.Lost);
        Assert.Equal(written.Count, server.EntryCount);
    }

    [Fact]
    public async Task A_pod_that_has_ended_sends_what_it_has_left_and_ends_its_streams()
    {
        await using var server = await AccessLogServer.StartAsync();
        await using var fleet = new SidecarFleet(server.Address);
        var events = Play(fleet, SomeWorld.Settings(hasTrouble: false), TimeSpan.FromSeconds(20)).Events;
        await ArrivedAsync(server, fleet);
        var ended = events.OfType<PodEnded>().Select(one => one.Pod).Where(pod => pod.Sidecar is not null).Select(pod => pod.Name).ToHashSet();

        await Eventually.HoldsAsync(
            () => Task.FromResult(server.Streams.Where(stream => ended.Contains(stream.Pod)).All(stream => stream.HasEnded)), TimeSpan.FromSeconds(30), "the ends");
        Assert.Contains(server.Streams, stream => ended.Contains(stream.Pod));
        Assert.Contains(server.Streams, stream => !ended.Contains(stream.Pod) && !stream.HasEnded);
    }

    [Fact]
    public async Task Without_a_service_everything_is_lost_and_told()
    {
        await using var fleet = new SidecarFleet(new Uri($"http://127.0.0.1:{FreePort.Next()}"));
        Play(fleet, SomeWorld.Settings());

        await Eventually.HoldsAsync(() => Task.FromResult(fleet.Delivery.Lost.Count == fleet.Delivery.Offered), TimeSpan.FromSeconds(30), "the losses");
        Assert.InRange(fleet.Delivery.Offered, 100, 10_000);
        Assert.InRange(fleet.Delivery.Streams, 10, 10_000);
    }

    [Fact]
    public async Task A_proxy_that_was_turned_away_introduces_itself_again()
    {
        var port = FreePort.Next();
        var first = await AccessLogServer.StartAsync(port);
        await using var fleet = new SidecarFleet(first.Address);
        var world = new SimulatedWorld(SomeWorld.Settings(hasTrouble: false));
        Step(fleet, world, TimeSpan.FromSeconds(8));
        await Eventually.HoldsAsync(() => Task.FromResult(first.EntryCount > 0), TimeSpan.FromSeconds(30), "the first entries");
        await first.DisposeAsync();

        await using var second = await AccessLogServer.StartAsync(port);
        await Eventually.HoldsAsync(
            () =>
            {
                Step(fleet, world, world.Now + TimeSpan.FromSeconds(1));
                return Task.FromResult(second.Streams.Any(stream => !stream.Messages.IsEmpty && stream.Pod.StartsWith("catalog-", StringComparison.Ordinal)));
            },
            TimeSpan.FromSeconds(30),
            "a new stream of the same pod");
    }

    private static (CallBooks Books, List<SimulatedCall> Written, IReadOnlyList<WorldEvent> Events) Play(SidecarFleet fleet, WorldSettings settings, TimeSpan? length = null)
    {
        var (books, written) = (new CallBooks(), new List<SimulatedCall>());
        var events = Step(fleet, new SimulatedWorld(settings), length ?? Length);
        foreach (var seen in events.OfType<CallSeen>())
        {
            books.Observe(seen.Call);
            written.AddRange(seen.Call.Reporter.IsLocal ? [seen.Call] : []);
        }

        fleet.Flush();
        return (books, written, events);
    }

    /// <summary>In steps as a demonstration plays them.</summary>
    private static List<WorldEvent> Step(SidecarFleet fleet, SimulatedWorld world, TimeSpan until)
    {
        var events = new List<WorldEvent>();
        while (world.Now < until)
        {
            var happened = world.Advance(world.Now + TimeSpan.FromMilliseconds(20));
            foreach (var happening in happened)
            {
                fleet.Observe(happening);
            }

            fleet.Advance(world.Now);
            events.AddRange(happened);
        }

        return events;
    }

    private static Task ArrivedAsync(AccessLogServer server, SidecarFleet fleet) => Eventually.HoldsAsync(
        () => Task.FromResult(server.EntryCount == fleet.Delivery.Offered - fleet.Delivery.Lost.Count), TimeSpan.FromSeconds(30), "all entries");
}
