using Windsock.Model.Connections;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>When a try begins, ends, goes on, and is reported.</summary>
public sealed class LifeTests
{
    private static readonly Owner Executor = Watching.Owner("x", PodRole.Executor);
    private static readonly Owner Operator = Watching.Owner();

    [Fact]
    public void A_try_is_reported_once_some_time_after_its_last_pod_ended()
    {
        var watching = new Watching().Live(Operator, 1, 0, 10).Until(25);
        Assert.Empty(watching.Reported);
        Assert.Equal(TryResult.Running, watching.Only.Result);

        var story = Assert.Single(watching.Until(25.2).Until(26).Until(5_000).Reported);
        Assert.Equal((SomePod.At(0), SomePod.At(10), 0), (story.StartedAt, story.EndedAt, story.Revision));
        Assert.Equal(1, watching.Book.Counts.ReportedFirst.Value);
    }

    [Fact]
    public void Executor_and_operator_pod_of_a_try_share_a_ledger()
    {
        var watching = new Watching().See(Executor, SomePod.Running("x"), 1).Live(Operator, 0, 2, 10).Until(60);
        Assert.Empty(watching.Reported);
        Assert.Equal([PodRole.Executor, PodRole.Operator], watching.Only.Pods.Select(pod => pod.Role).Order());

        watching.See(Executor, SomePod.Ended("x", 0, 61), 61).Until(80);
        Assert.Equal(2, Assert.Single(watching.Reported).Pods.Length);
    }

    [Fact]
    public void A_pod_that_comes_within_the_linger_belongs_to_the_same_life()
    {
        var watching = new Watching().Live(Executor, 0, 0, 10).Until(20).Live(Watching.Owner("y", PodRole.Executor), 0, 21, 30).Until(44);
        Assert.Empty(watching.Reported);

        Assert.Equal(2, Assert.Single(watching.Until(46).Reported).Pods.Length);
    }

    [Fact]
    public void A_try_that_goes_on_later_is_open_again_and_reported_again_only_if_something_changed()
    {
        var watching = new Watching().Live(Executor, 0, 0, 10).Until(30).Live(Watching.Owner("y", PodRole.Executor), 0, 100, 110);
        Assert.Equal(TryResult.Running, watching.Only.Result);
        Assert.Single(watching.Until(130).Reported);
        Assert.Equal(SomePod.At(110), watching.Only.EndedAt);

        watching.Live(Watching.Owner("z", PodRole.Executor), 137, 200, 210).Until(230);
        Assert.Equal([TryResult.Unknown, TryResult.Failed], watching.Reported.Select(story => story.Result));
        Assert.Equal([0, 1], watching.Reported.Select(story => story.Revision));
        Assert.Equal((2, 1), (watching.Book.Counts.Reopened.Value, watching.Book.Counts.ReportedAgain.Value));
    }

    [Fact]
    public void An_outcome_that_stands_only_after_the_report_changes_it()
    {
        var watching = new Watching().Talk(Operator, 5).Live(Operator, 1, 0, 10).Until(30);
        Assert.Equal(FailureCause.NoneSeen, Assert.Single(watching.Reported).Causes[0].Cause);

        watching.Connect(Operator, ConnectionOutcome.Timeout, 8, connection => connection with { Attempts = 3 }).Until(31);
        Assert.Equal(FailureCause.Timeout, watching.Reported[^1].Causes[0].Cause);
        Assert.Equal(2, watching.Reported.Count);

        watching.Connect(Operator, ConnectionOutcome.Timeout, 9, connection => connection with { Attempts = 3 }).Until(32);
        Assert.Equal(2, watching.Reported.Count);
    }

    [Fact]
    public void A_try_whose_pods_never_were_in_view_ends_by_silence_and_its_result_is_unknown()
    {
        var watching = new Watching().Talk(Operator, 0).Talk(Operator, 300).Until(899);
        Assert.Empty(watching.Reported);

        var story = Assert.Single(watching.Until(901).Reported);
        Assert.Equal((TryResult.Unknown, SomePod.At(300)), (story.Result, story.EndedAt));
        Assert.Equal("", story.Pods[0].Phase);
    }

    [Fact]
    public void A_quiet_pod_in_view_is_not_over()
    {
        var watching = new Watching().See(Operator, SomePod.Running("a"), 0).Until(100_000);
        Assert.Equal(TryResult.Running, watching.Only.Result);
    }

    [Fact]
    public void What_had_ended_before_anything_of_it_was_seen_is_kept_and_not_reported()
    {
        var watching = new Watching().See(Operator, SomePod.Ended("a", 1, -3_000), 0).Until(60);

        Assert.Empty(watching.Reported);
        Assert.Equal(TryResult.Failed, watching.Only.Result);
        Assert.Equal(1, watching.Book.Counts.Unobserved.Value);
        Assert.Empty(new Watching().See(Operator, SomePod.Ended("a", 1, -90_000), 0).Book.Find(new StoryQuery()));
    }

    [Fact]
    public void Ended_tries_are_forgotten_after_a_day()
    {
        var watching = new Watching().Live(Operator, 1).Until(30).Until(86_400);
        Assert.NotNull(watching.Only);

        Assert.Empty(watching.Until(86_431).Book.Find(new StoryQuery()));
        Assert.Equal((0, 1), (watching.Book.Counts.Kept, watching.Book.Counts.Expired.Value));
    }

    [Fact]
    public void A_try_whose_result_is_not_known_waits_for_Airflow()
    {
        var watching = new Watching(answersWithin: TimeSpan.FromSeconds(30)).Live(Executor, 0).Until(26).Until(40);
        Assert.Empty(watching.Reported);
        Assert.Equal(TryResult.Unknown, Assert.Single(watching.Asked).Result);

        watching.Airflow("running", 41).Until(50);
        Assert.Empty(watching.Reported);
        Assert.Equal(TryResult.Unknown, Assert.Single(watching.Until(57).Reported).Result);
        Assert.Single(watching.Asked);
    }

    [Fact]
    public void Airflow_that_cannot_be_asked_is_not_waited_for()
    {
        var watching = new Watching(answersWithin: TimeSpan.FromMinutes(5)).Live(Executor, 0).Until(26);
        Assert.Equal(TryResult.Unknown, Assert.Single(watching.Airflow("", 27).Until(28).Reported).Result);
    }

    [Fact]
    public void A_try_whose_result_is_known_does_not_wait_and_is_asked_about_all_the_same()
    {
        var watching = new Watching(answersWithin: TimeSpan.FromMinutes(5)).Live(Operator, 1).Until(26);
        Assert.Equal(TryResult.Failed, Assert.Single(watching.Reported).Result);
        Assert.Single(watching.Asked);

        watching.Airflow("skipped", 30).Until(31);
        Assert.Equal([TryResult.Failed, TryResult.Succeeded], watching.Reported.Select(story => story.Result));
    }

    [Fact]
    public void Nobody_is_asked_when_nobody_is_to_wait() =>
        Assert.Empty(new Watching().Live(Executor, 0).Until(60).Asked);

    [Fact]
    public void A_deferred_try_is_not_over()
    {
        var watching = new Watching(answersWithin: TimeSpan.FromSeconds(30)).Live(Executor, 0).Until(26).Airflow("deferred", 27).Until(20_000);
        Assert.Empty(watching.Reported);
        Assert.Equal((TryResult.Running, "deferred"), (watching.Only.Result, watching.Only.AirflowState));

        watching.Live(Watching.Owner("y", PodRole.Executor), 0, 20_100, 20_110).Until(20_130).Airflow("success", 20_131).Until(20_132);
        Assert.Equal(TryResult.Succeeded, Assert.Single(watching.Reported).Result);
    }

    [Fact]
    public void At_the_end_tries_whose_pods_have_ended_are_reported_and_running_ones_are_not()
    {
        var watching = new Watching().Live(Operator, 1).See(Watching.Owner("b", task: "other"), SomePod.Running("b"), 1);
        watching.Book.Finish(SomePod.At(11));

        Assert.Equal("load", Assert.Single(watching.Reported).Try.Task.TaskId);
    }
}
