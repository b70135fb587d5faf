using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>More connections than usual, against all that is usual: growth, weekends, retries.</summary>
public sealed class SurgeRuleTests
{
    private readonly Schedule _schedule = new();

    [Fact]
    public void Far_more_connections_than_usual_are_a_surge()
    {
        _schedule.Runs(8, Usual).Run(work => work.Talk("data/postgres", 80));

        var finding = _schedule.Only;
        Assert.Equal("connection_surge", finding.Rule);
        Assert.Equal("etl.load opened 80 connections so far, usual 3 over 8 tries; most of them to data/postgres:5432.", finding.Summary);
        Assert.Equal(new Measure("connections", "80 connections", "usual 3 over 8 tries"), finding.Measures.Single());
    }

    [Fact]
    public void Growth_from_run_to_run_is_no_surge()
    {
        for (var run = 0; run < 30; run++)
        {
            var times = (int)(50 * Math.Pow(1.03, run));
            _schedule.Run(work => work.Talk("data/postgres", times));
            Assert.Empty(_schedule.Findings);
        }
    }

    [Fact]
    public void A_busy_Monday_after_a_quiet_weekend_is_no_surge()
    {
        _schedule.Runs(70, work => work.Talk("data/postgres", 60)).Runs(48, work => work.Talk("data/postgres", 5)).Run(work => work.Talk("data/postgres", 62));

        Assert.Empty(_schedule.Findings);
    }

    [Fact]
    public void What_was_the_highest_is_forgotten_after_two_weeks()
    {
        _schedule.Runs(70, work => work.Talk("data/postgres", 60)).Runs(16 * 24, work => work.Talk("data/postgres", 5)).Run(work => work.Talk("data/postgres", 62));

        Assert.Equal("connection_surge", _schedule.Only.Rule);
        Assert.EndsWith("usual 5 over 40 tries; most of them to data/postgres:5432.", _schedule.Only.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surge_above_all_of_two_weeks_says_how_high_it_was()
    {
        _schedule.Runs(70, work => work.Talk("data/postgres", 30)).Runs(48, work => work.Talk("data/postgres", 5)).Run(work => work.Talk("data/postgres", 90));

        Assert.Contains("usual 5 over 40 tries, at most 30 in two weeks", _schedule.Only.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_does_more_for_good_is_told_about_five_times_and_then_known()
    {
        _schedule.Runs(10, Usual);
        var told = 0;
        for (var run = 0; run < 10; run++)
        {
            _schedule.Run(work => work.Talk("data/postgres", 100));
            told += _schedule.Findings.Count;
        }

        Assert.Equal(5, told);
        Assert.Contains(_schedule.Clears, clear => clear.Rule == "connection_surge");
    }

    [Fact]
    public void One_wild_run_does_not_widen_what_is_usual()
    {
        _schedule.Runs(8, Usual).Run(work => work.Talk("data/postgres", 300)).Runs(3, Usual).Run(work => work.Talk("data/postgres", 80));

        Assert.Equal("connection_surge", _schedule.Only.Rule);
        Assert.Contains("usual 3 over 11 tries", _schedule.Only.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Retries_have_habits_of_their_own()
    {
        for (var run = 0; run < 8; run++)
        {
            _schedule.Run(work => Usual(work)).Run(work => work.Talk("data/postgres", 80), number: 2);
        }

        Assert.Empty(_schedule.Findings);
    }

    private static void Usual(Work work) => work.Talk("data/postgres", 3);
}
