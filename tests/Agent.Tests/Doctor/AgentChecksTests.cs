using System.Collections.Immutable;
using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Web;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Doctor;

public sealed class AgentChecksTests
{
    private static readonly ManualTime Time = new(SomeSights.Noon);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_whose_address_was_given_has_to_be_there()
    {
        Assert.Equal(CheckState.Fail, (await new AgentRunningCheck(SomeSights.NoAgent(), isAsked: true).RunAsync(Stop)).State);
        Assert.Equal(CheckState.Warn, (await new AgentRunningCheck(SomeSights.NoAgent(), isAsked: false).RunAsync(Stop)).State);
        Assert.Equal(CheckState.Ok, (await new AgentRunningCheck(SomeSights.Agent(), isAsked: true).RunAsync(Stop)).State);
    }

    [Fact]
    public async Task An_agent_of_another_version_is_told()
    {
        var result = await new AgentRunningCheck(SomeSights.Agent(SomeSights.AgentStatus() with { Version = "0.0.1" }), isAsked: true).RunAsync(Stop);

        Assert.Equal(CheckState.Warn, result.State);
    }

    [Fact]
    public async Task An_agent_that_is_not_ready_says_why()
    {
        var status = SomeSights.AgentStatus();
        var result = await new AgentReadinessCheck(SomeSights.Agent(status with { Sources = [status.Sources[0] with { Up = false }] })).RunAsync(Stop);

        Assert.Equal((CheckState.Fail, "The agent is not ready: source no source is connected: hubble."), (result.State, result.Meaning));
    }

    [Fact]
    public async Task An_agent_without_rights_is_ready_and_doubtful()
    {
        var result = await new AgentReadinessCheck(SomeSights.Agent(SomeSights.AgentStatus(detail: "list and watch on pods are not granted"))).RunAsync(Stop);

        Assert.Equal(CheckState.Warn, result.State);
    }

    [Theory]
    [InlineData(0, "ok")]
    [InlineData(1_000, "ok")]
    [InlineData(1_100, "warn")]
    public async Task One_event_in_a_thousand_may_be_lost(long lost, string state) =>
        Assert.Equal(state, CheckWords.Of((await new CompletenessCheck(SomeSights.Agent(SomeSights.AgentStatus(lost))).RunAsync(Stop)).State));

    [Fact]
    public async Task An_agent_that_received_nothing_is_not_judged_by_it()
    {
        var status = SomeSights.AgentStatus() with { Sources = [] };

        Assert.Equal(CheckState.Skipped, (await new CompletenessCheck(SomeSights.Agent(status)).RunAsync(Stop)).State);
    }

    [Theory]
    [InlineData(10, "ok")]
    [InlineData(601, "warn")]
    public async Task Metrics_are_read_every_few_minutes(int secondsAgo, string state)
    {
        var status = SomeSights.AgentStatus(scrape: new ScrapeStatus(SomeSights.Noon.AddSeconds(-secondsAgo), ""));

        Assert.Equal(state, CheckWords.Of((await new ScrapeCheck(SomeSights.Agent(status), Time).RunAsync(Stop)).State));
    }

    [Fact]
    public async Task Metrics_that_nobody_has_read_are_told()
    {
        var result = await new ScrapeCheck(SomeSights.Agent(SomeSights.AgentStatus() with { LastScrape = null }), Time).RunAsync(Stop);

        Assert.Equal((CheckState.Warn, "Nobody has read the metrics since the agent started 1h00m ago."), (result.State, result.Meaning));
    }

    [Theory]
    [InlineData(20, "ok")]
    [InlineData(21, "warn")]
    public async Task Messages_do_not_pile_up(long waiting, string state) =>
        Assert.Equal(state, CheckWords.Of((await new BacklogCheck(SomeSights.Agent(SomeSights.AgentStatus(waiting: waiting))).RunAsync(Stop)).State));

    [Fact]
    public async Task An_agent_of_an_older_version_tells_nothing_of_its_outbox() =>
        Assert.Equal(CheckState.Skipped, (await new BacklogCheck(SomeSights.Agent(SomeSights.AgentStatus() with { Alerts = null })).RunAsync(Stop)).State);

    [Fact]
    public async Task Readiness_without_reasons_is_not_judged()
    {
        var sight = new AgentSight(Task.FromResult<AgentStatus?>(SomeSights.AgentStatus()), Task.FromResult<Readiness?>(new Readiness(false, default(ImmutableArray<ReadinessCheck>))));

        Assert.Equal(CheckState.Skipped, (await new AgentReadinessCheck(sight).RunAsync(Stop)).State);
    }
}
