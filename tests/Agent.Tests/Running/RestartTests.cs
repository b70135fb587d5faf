using System.Net;
using Windsock.Agent.Simulation.Demo;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

public sealed class RestartTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flow_shows_in_a_counter_without_waiting_for_more()
    {
        await using var played = await PlayedAgent.StartAsync(hasTrouble: false, Stop);
        Assert.Equal(0, (await played.Pages.MetricsAsync()).Sum("windsock_attribution_total"));

        var now = TimeProvider.System.GetUtcNow();
        played.World.Begin(now.AddTicks(TimeSpan.TicksPerSecond - (now.Ticks % TimeSpan.TicksPerSecond)));
        for (var until = TimeSpan.FromMilliseconds(50); Flows(played) == 0 && until < TimeSpan.FromSeconds(5); until += TimeSpan.FromMilliseconds(50))
        {
            played.World.PlayTo(until);
        }

        // Fewer than make a batch: nothing that follows pushes them through.
        var flows = Flows(played);
        Assert.InRange(flows, 1, 255);
        await Eventually.GetAsync(
            async () => (await played.Pages.MetricsAsync()).Sum("windsock_attribution_total"), sum => sum == flows, Patience, $"{flows} flows");
    }

    [Fact]
    public async Task A_hubble_that_restarts_with_its_ring_costs_no_flow_and_doubles_none()
    {
        await using var played = await PlayedAgent.StartAsync(hasTrouble: false, Stop);
        await played.PlayAsync(TimeSpan.FromSeconds(3), Stop);

        await played.StopHubbleAsync();
        await Eventually.GetAsync(played.Pages.ReadyAsync, ready => ready.Code == HttpStatusCode.ServiceUnavailable, Patience, "not ready");
        played.World.PlayTo(TimeSpan.FromSeconds(4));
        await played.StartHubbleAsync();
        await Eventually.GetAsync(played.Pages.ReadyAsync, ready => ready.Code == HttpStatusCode.OK, Patience, "ready again");
        played.World.PlayTo(TimeSpan.FromSeconds(5));

        var report = await played.ReconcileAsync();
        var source = await played.Pages.SourceAsync();
        Assert.True(source["duplicates"]!.GetValue<long>() > 0, "the overlap came again");

        // Flows that were written when the server went away, and that nobody read, are in the truth's books as sent.
        var off = report.Equations.Where(equation => !equation.Holds && !equation.Name.Contains("sent again", StringComparison.Ordinal)
            && !equation.Name.StartsWith("offered", StringComparison.Ordinal));
        Assert.True(!off.Any(), ReportText.Table(report, played.World.Now, 7));
        Assert.Equal(0, await played.StopAsync());
    }

    private static long Flows(PlayedAgent played) => played.World.Truth.Totals([]).Flows;
}
