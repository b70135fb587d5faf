using Windsock.Model.Cluster;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>How a try ended, with the caveats of Airflow.</summary>
public sealed class ResultTests
{
    private static readonly Owner Operator = Watching.Owner();
    private static readonly Owner Executor = Watching.Owner("x", PodRole.Executor);

    [Fact]
    public void An_executor_pod_that_succeeded_says_nothing()
    {
        var story = Reported(new Watching().Live(Executor, 0));

        Assert.Equal((TryResult.Unknown, ResultSource.None), (story.Result, story.ResultSource));
        Assert.Empty(story.Causes);
    }

    [Theory]
    [InlineData("OOMKilled", 137)]
    [InlineData("Error", 1)]
    public void An_executor_pod_that_failed_broke_the_try(string reason, int code)
    {
        var story = Reported(new Watching().Live(Executor, code, reason: reason));

        Assert.Equal((TryResult.Failed, ResultSource.PodPhase), (story.Result, story.ResultSource));
        Assert.Equal((reason, (int?)code), (story.Pods[0].Reason, story.Pods[0].ExitCode));
    }

    [Theory]
    [InlineData(0, TryResult.Succeeded)]
    [InlineData(1, TryResult.Failed)]
    public void The_phase_of_an_operator_pod_is_true(int code, TryResult result) =>
        Assert.Equal((result, ResultSource.PodPhase), Verdict(Reported(new Watching().Live(Operator, code))));

    [Fact]
    public void An_evicted_pod_failed_for_that_reason()
    {
        var evicted = SomePod.Running("a") with { Phase = PodPhase.Failed, Reason = "Evicted", Containers = [] };
        var story = Reported(new Watching().See(Operator, SomePod.Running("a"), 1).See(Operator, evicted, 10));

        Assert.Equal((TryResult.Failed, "Evicted"), (story.Result, story.Pods[0].Reason));
        Assert.Equal(SomePod.At(10), story.EndedAt);
    }

    [Theory]
    [InlineData(0, TryResult.Succeeded)]
    [InlineData(3, TryResult.Failed)]
    public void With_a_plain_istio_proxy_the_base_container_decides(int code, TryResult result)
    {
        var held = SomePod.Running("a") with { Containers = [SomePod.Runs("istio-proxy"), SomePod.Ends("base", code, 9)] };
        var story = Reported(new Watching().See(Operator, SomePod.Running("a"), 1).See(Operator, held, 10));

        Assert.Equal((result, ResultSource.ContainerExitCode), Verdict(story));
        Assert.Equal(SomePod.At(9), story.EndedAt);
    }

    [Fact]
    public void A_native_sidecar_changes_nothing()
    {
        var sidecar = new ContainerState("istio-proxy", true, true, false, SomePod.At(0), Model.Flows.Instant.Missing, 0, "");
        var watching = new Watching().See(Operator, SomePod.Running("a") with { Containers = [sidecar, SomePod.Ends("base", 1, 9)] }, 10).Until(60);
        Assert.Empty(watching.Reported);

        watching.See(Operator, SomePod.Ended("a", 1, 9) with { Containers = [sidecar, SomePod.Ends("base", 1, 9)] }, 61);
        Assert.Equal((TryResult.Failed, ResultSource.PodPhase), Verdict(Reported(watching, 100)));
    }

    [Fact]
    public void The_xcom_sidecar_is_not_the_work()
    {
        var ended = SomePod.Ended("a", 1, 9) with { Containers = [SomePod.Ends("airflow-xcom-sidecar", 0, 10), SomePod.Ends("work", 7, 9)] };
        var story = Reported(new Watching().See(Operator, SomePod.Running("a"), 1).See(Operator, ended, 10));

        Assert.Equal(7, story.Pods[0].ExitCode);
        Assert.Equal(SomePod.At(10), story.EndedAt);
    }

    [Fact]
    public void A_pod_that_could_not_start_and_was_deleted_failed()
    {
        var waiting = SomePod.Pending("x") with { Containers = [SomePod.Waiting("base", "ErrImagePull")] };
        var story = Reported(new Watching().See(Executor, SomePod.Pending("x"), 1).See(Executor, waiting, 2).Gone("x", 5));

        Assert.Equal((TryResult.Failed, "ErrImagePull"), (story.Result, story.Pods[0].Reason));
    }

    [Fact]
    public void A_pod_that_vanished_while_it_ran_says_nothing() =>
        Assert.Equal(TryResult.Unknown, Reported(new Watching().See(Operator, SomePod.Running("a"), 1).Gone("a", 5)).Result);

    [Fact]
    public void A_pod_that_was_deleted_before_its_phase_was_seen_is_judged_by_its_exit_code()
    {
        var ending = SomePod.Running("a") with { Containers = [SomePod.Ends("base", 1, 4)] };
        Assert.Equal(
            (TryResult.Failed, ResultSource.ContainerExitCode),
            Verdict(Reported(new Watching().See(Operator, SomePod.Running("a"), 1).See(Operator, ending, 5).Gone("a", 6))));
    }

    [Fact]
    public void The_pod_that_does_the_work_decides_before_the_one_that_waits_for_it()
    {
        Assert.Equal(TryResult.Succeeded, Reported(new Watching().Live(Executor, 0).Live(Operator, 0)).Result);
        Assert.Equal(TryResult.Failed, Reported(new Watching().Live(Executor, 0).Live(Operator, 1)).Result);
        Assert.Equal(TryResult.Failed, Reported(new Watching().Live(Executor, 137).Live(Operator, 0)).Result);
    }

    [Fact]
    public void The_spark_driver_decides_and_its_executors_do_not()
    {
        var driver = Watching.Owner("d", PodRole.SparkDriver);
        var executor = Watching.Owner("e", PodRole.SparkExecutor);
        Assert.Equal(TryResult.Succeeded, Reported(new Watching().Live(driver, 0).Live(executor, 143)).Result);
        Assert.Equal(TryResult.Unknown, Reported(new Watching().Live(executor, 1)).Result);
    }

    [Fact]
    public void Of_pods_that_follow_one_another_the_last_decides()
    {
        Assert.Equal(TryResult.Succeeded, Reported(new Watching().Live(Operator, 1, 0, 5).Live(Watching.Owner("b"), 0, 6, 10)).Result);
        Assert.Equal(TryResult.Unknown, Reported(new Watching().Live(Executor, 1, 0, 5).Live(Watching.Owner("y", PodRole.Executor), 0, 6, 10)).Result);
    }

    [Theory]
    [InlineData("success", TryResult.Succeeded)]
    [InlineData("skipped", TryResult.Succeeded)]
    [InlineData("failed", TryResult.Failed)]
    [InlineData("up_for_retry", TryResult.Failed)]
    public void What_Airflow_says_goes_before_what_pods_say(string state, TryResult result)
    {
        var watching = new Watching(answersWithin: TimeSpan.FromSeconds(30)).Live(Executor, 0).Until(26);
        var story = Reported(watching.Airflow(state, 27), 28);

        Assert.Equal((result, ResultSource.AirflowApi, state), (story.Result, story.ResultSource, story.AirflowState));
        Assert.Equal(["team-a"], story.Owners);
    }

    private static (TryResult, ResultSource) Verdict(TryStory story) => (story.Result, story.ResultSource);

    private static TryStory Reported(Watching watching, double until = 40) => Assert.Single(watching.Until(until).Reported);
}
