using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>What was learned outlives the agent.</summary>
public sealed class RestartTests
{
    private readonly MemoryStore _store = new();

    [Fact]
    public void A_profile_is_there_again_after_a_restart()
    {
        Learn();
        var after = new Schedule(store: _store).Run(New);

        Assert.Equal("new_destination", after.Only.Rule);
    }

    [Fact]
    public void A_profile_is_written_while_the_agent_runs_so_that_a_kill_costs_half_an_hour_at_most()
    {
        var before = new Schedule(store: _store).Runs(6, Usual);
        before.Advance(1_800);

        Assert.Equal("new_destination", new Schedule(store: _store).Run(New).Only.Rule);
    }

    [Fact]
    public void Profiles_that_cannot_be_read_are_set_aside_and_learned_anew()
    {
        Learn();
        foreach (var name in _store.Contents.Keys.ToList())
        {
            _store.Contents[name] = "nonsense"u8.ToArray();
        }

        var after = new Schedule(store: _store).Run(New);
        Assert.Empty(after.Findings);
        Assert.NotEmpty(_store.Aside);
    }

    [Fact]
    public void What_is_to_be_forgotten_on_purpose_is_forgotten()
    {
        Learn();
        var after = new Schedule(options => options.Profiles.Forget = ["e*.load@2033-01-01T00:00:00Z"], _store).Run(New);

        Assert.Empty(after.Findings);
    }

    [Fact]
    public void What_was_learned_later_than_that_is_not()
    {
        Learn();
        var after = new Schedule(options => options.Profiles.Forget = ["etl@2023-01-01T00:00:00Z", "other@2033-01-01T00:00:00Z"], _store).Run(New);

        Assert.Equal("new_destination", after.Only.Rule);
    }

    [Fact]
    public void The_end_is_no_trouble_where_nothing_is_kept()
    {
        var schedule = new Schedule().Runs(6, Usual);
        schedule.Watch.Finish(schedule.Now);

        Assert.Empty(schedule.Findings);
    }

    [Fact]
    public void What_is_to_be_forgotten_does_not_come_back_from_another_node()
    {
        Learn();
        var elsewhere = new Schedule(options => options.Profiles.Forget = ["etl@2033-01-01T00:00:00Z"], _store, "worker-2");

        Assert.Empty(elsewhere.Run(New).Findings);
    }

    [Fact]
    public void What_one_node_has_learned_another_need_not_learn_anew()
    {
        Learn();
        var elsewhere = new Schedule(store: _store, node: "worker-2");
        Assert.Equal("new_destination", elsewhere.Run(New).Only.Rule);

        elsewhere.Watch.Finish(elsewhere.Now);
        Assert.Contains(_store.Contents.Keys, name => name.StartsWith("profiles-worker-2-", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_learned_elsewhere_meanwhile_is_known_after_a_look_around()
    {
        var elsewhere = new Schedule(store: _store, node: "worker-2");
        Learn();
        Assert.Empty(elsewhere.Run(New).Findings);

        elsewhere.Watch.LookAround();
        Assert.Equal("new_destination", elsewhere.Run(work => work.Talk("data/postgres", 3).Talk("evil.example", kind: PeerKind.Dns)).Findings.First(finding => finding.Peer == "evil.example").Rule);
    }

    private void Learn()
    {
        var before = new Schedule(store: _store).Runs(6, Usual);
        before.Watch.Finish(before.Now);
    }

    private static void Usual(Work work) => work.Talk("data/postgres", 3);

    private static void New(Work work) => work.Talk("data/postgres", 3).Talk("pastebin.example", kind: PeerKind.Dns, port: 443);
}
