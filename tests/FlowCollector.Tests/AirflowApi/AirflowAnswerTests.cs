using Windsock.Model.Identity;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>What is asked of an Airflow in good health, and what is made of its answers.</summary>
public sealed class AirflowAnswerTests
{
    [Theory]
    [InlineData("3.0.1", "v2")]
    [InlineData("2.10.3", "v1")]
    [InlineData("2.11.0+astro.1", "v1")]
    public async Task An_ended_try_is_told_with_its_state_the_owner_of_its_task_and_the_tags_of_its_DAG(string version, string api)
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Version = version;
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        var fact = await airflow.AskAsync(SomeAirflow.Try());

        Assert.Equal(("0123456789abcdef", "failed"), (fact.TryId, fact.State));
        Assert.Equal(["data-team"], fact.Owners);
        Assert.Equal(["finance", "hourly"], fact.Tags);
        Assert.Equal(airflow.Time.GetUtcNow(), fact.At.ToDateTimeOffset());
        Assert.Equal(
            [$"GET /api/{api}/{SomeAirflow.Instance}/tries/1", $"GET /api/{api}/dags/etl/tasks/load", $"GET /api/{api}/dags/etl"], server.Asked);
        Assert.Equal("answered 1", airflow.Counts("tries"));
        Assert.Equal([$"Airflow {version} at {server.Address} is asked about tries that have ended, over api/{api}"], airflow.Log.Lines);
    }

    [Fact]
    public async Task An_Airflow_before_2_10_keeps_no_earlier_tries_and_its_current_one_must_be_the_one_asked_for()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll("up_for_retry", 2);
        server.Version = "2.9.3";
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("up_for_retry by data-team #finance #hourly", await airflow.HearAsync(SomeAirflow.Try(2)));
        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try(1)));
        Assert.DoesNotContain(server.Asked, call => call.Contains("/tries/", StringComparison.Ordinal));
        Assert.Equal("answered 1, unknown 1", airflow.Counts("tries"));
    }

    [Theory]
    [InlineData("deferred", "deferred")]
    [InlineData("up_for_reschedule", "up_for_reschedule")]
    [InlineData("failed", "nothing")]
    public async Task A_task_that_pauses_counts_its_try_down_before_2_10(string state, string heard)
    {
        await using var server = (await FakeAirflow.StartAsync()).Knows(SomeAirflow.Instance, SomeAirflow.TaskInstance(state, 1));
        server.Version = "2.8.1";
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal(heard, await airflow.HearAsync(SomeAirflow.Try(2)));
    }

    [Fact]
    public async Task An_earlier_try_is_told_from_the_current_one()
    {
        await using var server = (await FakeAirflow.StartAsync())
            .Knows(SomeAirflow.Instance, SomeAirflow.TaskInstance("running", 2))
            .Knows(SomeAirflow.Instance + "/tries/1", SomeAirflow.TaskInstance("failed", 1));
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("failed", await airflow.HearAsync(SomeAirflow.Try(1)));
    }

    [Fact]
    public async Task A_fixed_version_is_not_asked_for()
    {
        await using var server = (await FakeAirflow.StartAsync()).Knows(SomeAirflow.Instance, SomeAirflow.TaskInstance("success", 1));
        server.Version = "2.7.0";
        var options = SomeAirflow.Options(server);
        options.Version = FlowCollector.AirflowApi.AirflowApiVersion.V1;
        await using var airflow = new AskedAirflow(options);

        // Which Airflow 2 it is, is not known: its tries are looked for first.
        Assert.Equal("success", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal($"GET /api/v1/{SomeAirflow.Instance}/tries/1", $"{server.Calls[0].Method} {server.Calls[0].Target}");
        Assert.Equal($"GET /api/v1/{SomeAirflow.Instance}", $"{server.Calls[1].Method} {server.Calls[1].Target}");
    }

    [Fact]
    public async Task A_mapped_task_is_asked_for_by_its_index_and_zero_is_one()
    {
        await using var server = (await FakeAirflow.StartAsync()).Knows(SomeAirflow.Instance + "/0/tries/1", SomeAirflow.TaskInstance("success", 1, 0));
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("success", await airflow.HearAsync(SomeAirflow.Try(mapIndex: 0)));
    }

    [Theory]
    [InlineData("scheduled__2024-01-01T00:00:00+00:00", "scheduled__2024-01-01T00%3A00%3A00%2B00%3A00")]
    [InlineData("by hand / \"now\"?#%", "by%20hand%20%2F%20%22now%22%3F%23%25")]
    [InlineData("a/../b", "a%2F..%2Fb")]
    [InlineData("données", "donn%C3%A9es")]
    public async Task Ids_arrive_as_they_are_whatever_letters_they_have(string run, string onTheWire)
    {
        await using var server = (await FakeAirflow.StartAsync())
            .Knows($"dags/my.dag/dagRuns/{onTheWire}/taskInstances/group.load%20all/tries/3", SomeAirflow.TaskInstance("failed", 3));
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("failed", await airflow.HearAsync(SomeAirflow.Try(3, run: run, dag: "my.dag", task: "group.load all")));
    }

    [Theory]
    [InlineData("/astro/deployment-1")]
    [InlineData("/astro/deployment-1/")]
    public async Task A_path_prefix_stands_before_everything(string prefix)
    {
        await using var server = (await FakeAirflow.StartAsync(prefix: "/astro/deployment-1")).KnowingAll();
        var options = SomeAirflow.Options(server);
        options.BaseUrl = server.Address.Replace(server.Prefix, prefix, StringComparison.Ordinal);
        await using var airflow = new AskedAirflow(options);

        Assert.Equal("failed by data-team #finance #hourly", await airflow.HearAsync(SomeAirflow.Try()));
    }

    [Fact]
    public async Task Owners_and_tags_are_remembered_for_ten_minutes_and_the_state_is_not()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        await airflow.HearAsync(SomeAirflow.Try());
        server.KnowingAll("success").Knows("dags/etl/tasks/load", SomeAirflow.Task("a, b ,,a")).Knows("dags/etl", SomeAirflow.Dag());
        Assert.Equal("success by data-team #finance #hourly", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal(4, server.Asked.Count());

        airflow.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("success by a by b", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal(7, server.Asked.Count());
    }

    [Fact]
    public async Task A_state_is_told_without_the_owners_and_tags_that_may_not_be_read()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = context =>
        {
            context.Response.StatusCode = 403;
            return Task.FromResult(context.Request.Path.Value!.EndsWith("/tasks/load", StringComparison.Ordinal));
        };
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("failed #finance #hourly", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal("failed #finance #hourly", await airflow.HearAsync(SomeAirflow.Try()));

        Assert.Equal(4, server.Asked.Count());
        Assert.Contains("does not allow to read tasks (HTTP 403)", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IdForm.Hashed, "scheduled__2024-01-01T0000000000-654f198ec", 1, "etl", "airflow")]
    [InlineData(IdForm.Raw, "", 1, "etl", "airflow")]
    [InlineData(IdForm.Raw, "manual__1", 0, "etl", "airflow")]
    [InlineData(IdForm.Raw, "manual__1", 1, "..", "airflow")]
    [InlineData(IdForm.Raw, "~", 1, "etl", "airflow")]
    [InlineData(IdForm.Raw, "manual__1", 1, "etl", "elsewhere")]
    public async Task What_does_not_lead_to_one_try_of_this_Airflow_is_answered_at_once_without_asking(IdForm ids, string run, int number, string dag, string @namespace)
    {
        await using var server = await FakeAirflow.StartAsync();
        var options = SomeAirflow.Options(server);
        options.Namespaces = ["airflow", "airflow-jobs"];
        await using var airflow = new AskedAirflow(options);

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try(number, run: run, dag: dag, ids: ids, @namespace: @namespace)));

        Assert.Empty(server.Calls);
        Assert.Equal("not_asked 1", airflow.Counts("tries"));
    }

    [Fact]
    public async Task An_id_that_was_recovered_is_as_good_as_a_raw_one()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("failed by data-team #finance #hourly", await airflow.HearAsync(SomeAirflow.Try(ids: IdForm.Recovered)));
    }

    [Fact]
    public async Task A_try_that_Airflow_still_takes_for_running_is_asked_about_again()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll("running");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        airflow.End(SomeAirflow.Try());

        await airflow.Time.SeeWaitAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        server.KnowingAll("failed");
        airflow.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("failed", (await airflow.NextAsync()).State);
    }

    [Fact]
    public async Task What_stays_running_is_told_as_running_before_the_wait_is_over()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll("queued");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        airflow.End(SomeAirflow.Try());

        for (var again = 0; again < 2; again++)
        {
            await airflow.Time.PassWaitAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }

        Assert.Equal("queued", (await airflow.NextAsync()).State);
        Assert.Equal(3, server.Asked.Count(call => call.EndsWith("/tries/1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cleared_task_has_no_state_to_tell()
    {
        await using var server = (await FakeAirflow.StartAsync()).Knows(SomeAirflow.Instance + "/tries/1", SomeAirflow.TaskInstance(null, 1));
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal("unknown 1", airflow.Counts("tries"));
    }
}
