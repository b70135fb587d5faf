using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Platform;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Exporter.Tests.Prometheus.Platform;

public class PlatformMetricsTests
{
    private static readonly (string, string)[] Load = [("namespace", "airflow"), ("dag_id", "etl"), ("task_id", "load")];

    private readonly Scraper _scraper = new();
    private readonly Owner _task = Some.TaskPod();

    [Fact]
    public async Task An_action_counts_with_its_system_verb_and_outcome_and_names_the_run()
    {
        _scraper.Platform.Observe(SomeAction.Of(_task, PlatformSystem.Crossplane, "create", ActionOutcome.Denied));

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(1, read.Value("windsock_platform_actions_total", [.. Load, ("system", "crossplane"), ("verb", "create"), ("outcome", "denied")]));
        Assert.Equal(1, read.Value("windsock_platform_failures_total", [.. Load, ("system", "crossplane"), ("cause", "permission")]));
        Assert.Contains("run_id=\"manual__1\"", await _scraper.TextAsync(ExpositionFormat.OpenMetrics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_failures_of_a_system_are_there_at_zero_from_the_first_request_to_it()
    {
        _scraper.Platform.Observe(SomeAction.Of(_task, PlatformSystem.Kubernetes));

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(
            ["capacity", "conflict", "failed", "invalid", "missing_token", "not_found", "permission", "routing", "token_mismatch"],
            read.Of("windsock_platform_failures_total").Select(sample => sample.Label("cause")).Order());
        Assert.All(read.Of("windsock_platform_failures_total"), sample => Assert.Equal(("kubernetes", 0d), (sample.Label("system"), sample.Value)));
        Assert.Empty(read.Of("windsock_crossplane_troubles_total"));
    }

    [Theory]
    [InlineData(ActionOutcome.Denied, "permission")]
    [InlineData(ActionOutcome.MissingToken, "missing_token")]
    [InlineData(ActionOutcome.TokenRefused, "token_mismatch")]
    [InlineData(ActionOutcome.NotFound, "not_found")]
    [InlineData(ActionOutcome.Conflict, "conflict")]
    [InlineData(ActionOutcome.Invalid, "invalid")]
    [InlineData(ActionOutcome.Throttled, "capacity")]
    [InlineData(ActionOutcome.Failed, "failed")]
    [InlineData(ActionOutcome.Routing, "routing")]
    [InlineData(ActionOutcome.Succeeded, "")]
    [InlineData(ActionOutcome.Unknown, "")]
    public async Task Every_outcome_has_its_cause(ActionOutcome outcome, string cause)
    {
        _scraper.Platform.Observe(SomeAction.Of(_task, outcome: outcome));

        var counted = (await _scraper.ScrapeAsync()).Of("windsock_platform_failures_total").Where(sample => sample.Value > 0).Select(sample => sample.Label("cause"));

        Assert.Equal(cause.Length == 0 ? [] : [cause], counted);
    }

    [Fact]
    public async Task A_verb_that_nobody_knows_is_other()
    {
        _scraper.Platform.Observe(SomeAction.Of(_task, PlatformSystem.Google, "frobnicate"));
        _scraper.Platform.Observe(SomeAction.Of(_task, PlatformSystem.Google, "defrobnicate"));

        var sample = Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_platform_actions_total"));
        Assert.Equal(("other", 2d), (sample.Label("verb"), sample.Value));
    }

    [Fact]
    public async Task What_is_nobodys_or_a_components_is_not_counted_per_task()
    {
        _scraper.Platform.Observe(SomeAction.Of(null));
        _scraper.Platform.Observe(SomeAction.Of(new Owner { Kind = OwnerKind.Component, Component = "scheduler", Namespace = "airflow" }));
        _scraper.Platform.Observe(SomeAction.Troubled(null, "quota"));

        var read = await _scraper.ScrapeAsync();

        Assert.Empty(PlatformFamilies.All.SelectMany(family => read.Of($"windsock_{family.Name}")));
    }

    [Fact]
    public async Task Moments_are_histograms_and_counts_of_the_try_that_caused_them()
    {
        _scraper.Platform.Observe(SomeAction.Ready(_task));
        _scraper.Platform.Observe(SomeAction.Troubled(_task, "permission"));
        _scraper.Platform.Observe(SomeAction.Troubled(_task, "a word of a later version"));
        _scraper.Platform.Observe(SomeAction.Waited(_task));
        _scraper.Platform.Observe(SomeAction.Released(_task));
        _scraper.Platform.Observe(SomeAction.CloudCall(_task, ActionOutcome.TokenRefused));

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(90, read.Value("windsock_crossplane_ready_seconds_sum", Load));
        Assert.Equal(40, read.Value("windsock_terraform_lock_wait_seconds_sum", Load));
        Assert.Equal(200, read.Value("windsock_terraform_lock_held_seconds_sum", Load));
        Assert.Equal(1, read.Value("windsock_terraform_lock_held_seconds_bucket", [.. Load, ("le", "300.0")]));
        Assert.Equal(1, read.Value("windsock_crossplane_troubles_total", [.. Load, ("cause", "permission")]));
        Assert.Equal(1, read.Value("windsock_crossplane_troubles_total", [.. Load, ("cause", "other")]));
        Assert.Equal(1, read.Value("windsock_cloud_calls_total", [.. Load, ("system", "google"), ("kind", "api"), ("outcome", "token_refused")]));
    }

    [Fact]
    public async Task Series_of_a_task_go_once_they_were_shown_and_the_task_is_quiet()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesTtl = TimeSpan.FromMinutes(1) });
        scraper.Platform.Observe(SomeAction.Of(_task));
        scraper.Platform.Observe(SomeAction.Waited(_task));
        await scraper.ScrapeAsync();
        scraper.Time.Advance(TimeSpan.FromMinutes(2));
        scraper.Platform.Observe(SomeAction.Of(Some.TaskPod(task: "other")));

        var read = await scraper.ScrapeAsync();

        Assert.Equal(["other"], read.Of("windsock_platform_actions_total").Select(sample => sample.Label("task_id")));
        Assert.Empty(read.Of("windsock_terraform_lock_wait_seconds_count"));
    }

    [Fact]
    public async Task An_action_from_the_future_gives_an_example_of_now()
    {
        var action = SomeAction.Of(_task);
        _scraper.Platform.Observe(action with { Action = action.Action with { At = Some.Noon.Add(TimeSpan.FromDays(1)) } });

        Assert.Equal(1767355200.25, Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_platform_actions_total")).ExemplarTime);
    }

    [Fact]
    public void Whatever_tasks_do_sums_are_exact_and_the_budget_holds() =>
        Prop.ForAll<int[]>(seeds =>
        {
            var options = new PrometheusOptions { SeriesPerFamily = 60, SeriesPerDag = 25 };
            var scraper = new Scraper(options);
            foreach (var random in seeds.Select(seed => new Random(seed)))
            {
                var task = Some.TaskPod(dag: $"d{random.Next(3)}", task: $"t{random.Next(6)}");
                scraper.Platform.Observe(SomeAction.Of(task, (PlatformSystem)random.Next(7), PlatformLabels.Verbs[random.Next(31)], (ActionOutcome)random.Next(11)));
                scraper.Platform.Observe(SomeAction.CloudCall(task, (ActionOutcome)random.Next(11)));
                scraper.Platform.Observe(SomeAction.Waited(task));
            }

            var read = scraper.PeekAsync().GetAwaiter().GetResult();
            return read.Sum("windsock_platform_actions_total") == seeds.Length
                && read.Sum("windsock_cloud_calls_total") == seeds.Length
                && read.Sum("windsock_terraform_lock_wait_seconds_count") == seeds.Length
                && read.Of("windsock_terraform_lock_wait_seconds_bucket").Count() <= options.SeriesPerFamily + 13;
        }).QuickCheckThrowOnFailure();
}
