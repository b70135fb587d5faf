using System.Globalization;
using System.Text.Json;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>The source against a server made with @grpc/grpc-js that dies in the middle of the recorded flows and comes back.</summary>
public sealed class GrpcJsHubbleTests
{
    // After the last recorded flow.
    private static readonly Instant Later = Instant.FromDateTimeOffset(new DateTimeOffset(2021, 11, 11, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant Earlier = Instant.FromDateTimeOffset(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recorded_flows_arrive_exactly_once_although_the_server_dies_twice(bool withUuid)
    {
        Assert.SkipUnless(GrpcJsHubble.Missing is null, GrpcJsHubble.Missing ?? "");
        string[] ids = withUuid ? ["--uuid"] : [];
        var expected = RecordedTimes();
        using var hubble = new GrpcJsHubble();
        await hubble.StartAsync([.. ids, "--die-after", "300"]);

        await using var run = new SourceRun(new HubbleOptions { Address = hubble.Address }, new SteppedClock(Earlier, Later));
        await hubble.DeathAsync();
        await hubble.StartAsync([.. ids, "--die-after", "500"]);
        await hubble.DeathAsync();
        await hubble.StartAsync(ids);
        await run.TakeAsync(expected.Count);
        await run.StopAsync();

        Assert.Equal(expected, run.Flows.Select(flow => flow.Time));
        if (withUuid)
        {
            Assert.Equal(Enumerable.Range(0, expected.Count).Select(number => (ulong)number), run.Flows.Select(flow => flow.Id.Low & 0xFFFF_FFFF_FFFF));
        }

        Assert.Equal("grpc-js peer", run.Server.Status.Version);
        Assert.Equal((expected.Count, 0, 0), (run.Ledger.Decoded, run.Ledger.Undecodable, run.Ledger.Gaps));
        Assert.True(run.Failures.Count >= 2);
    }

    private static List<Instant> RecordedTimes() =>
        [.. from file in GrpcJsHubble.Recordings
            from line in File.ReadLines(file)
            where line.Length > 0
            select Parse(JsonDocument.Parse(line).RootElement.GetProperty("flow").GetProperty("time").GetString()!)];

    /// <summary>With all nine digits of the fraction.</summary>
    private static Instant Parse(string text)
    {
        var parts = text.TrimEnd('Z').Split('.');
        var seconds = DateTimeOffset.Parse(parts[0] + "Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();
        return new Instant((seconds * 1_000_000_000) + long.Parse(parts[1].PadRight(9, '0'), CultureInfo.InvariantCulture));
    }
}
