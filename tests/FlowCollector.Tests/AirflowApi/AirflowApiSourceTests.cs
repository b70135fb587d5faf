using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.Tests.Hubble.Streaming;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>Its place in the pipeline: never in the way, never in debt.</summary>
public sealed class AirflowApiSourceTests
{
    [Fact]
    public void Without_an_address_there_is_nobody_to_tell_and_nothing_to_run()
    {
        using var parts = AirflowApiRegistration.Create(new AirflowApiOptions(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var collected = new CollectedMetrics();
        parts.Metrics.Collect(collected);

        Assert.Empty(parts.Sources);
        Assert.Null(parts.Ended);
        Assert.Empty(collected.Lines);
        Assert.Equal(["airflow_api_requests_total", "airflow_api_tries_total"], parts.Metrics.Families.Select(family => family.Name));
    }

    [Fact]
    public async Task Every_outcome_is_there_from_the_start_at_zero()
    {
        await using var airflow = new AskedAirflow(new AirflowApiOptions { BaseUrl = "http://127.0.0.1:1" });
        var collected = new CollectedMetrics();
        airflow.Parts.Metrics.Collect(collected);

        Assert.Equal(12 + 7, collected.Lines.Count);
        Assert.All(collected.Lines, line => Assert.EndsWith(" 0", line, StringComparison.Ordinal));
        Assert.Contains("airflow_api_requests_total{server_error} 0", collected.Lines);
        Assert.Contains("airflow_api_tries_total{queue_full} 0", collected.Lines);
    }

    [Fact]
    public async Task A_try_that_ends_while_too_many_wait_is_dropped_counted_and_said_once()
    {
        await using var airflow = new AskedAirflow(new AirflowApiOptions { BaseUrl = "http://127.0.0.1:1" }, isRunning: false);

        for (var i = 0; i < AirflowApiSource.QueueCapacity + 3; i++)
        {
            airflow.End(SomeAirflow.Try());
        }

        Assert.Equal("queue_full 3", airflow.Counts("tries"));
        Assert.Contains("raise airflow.api.requestsPerSecond", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_try_that_was_taken_gets_one_answer_and_the_books_agree()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        var options = SomeAirflow.Options(server);
        options.RequestsPerSecond = 2;
        options.Wait = TimeSpan.FromSeconds(5);
        await using var airflow = new AskedAirflow(options);
        for (var i = 0; i < 60; i++)
        {
            airflow.End(SomeAirflow.Try(), $"try-{i}");
        }

        var heard = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            var next = airflow.NextAsync();
            while (!next.IsCompleted)
            {
                airflow.Time.Advance(TimeSpan.FromMilliseconds(50));
                await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, TestContext.Current.CancellationToken));
            }

            heard.Add((await next).TryId);
        }

        Assert.Equal(60, heard.Distinct().Count());
        Assert.Matches("^answered [0-9]+, late [0-9]+$", airflow.Counts("tries"));
        Assert.InRange(server.Calls.Count, 2, 2 + (2 * 6));
    }

    [Fact]
    public async Task No_more_than_four_are_asked_about_at_a_time()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        var (now, most) = (0, 0);
        var four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Interrupts = async context =>
        {
            if (context.Request.Path.Value!.EndsWith("/tries/1", StringComparison.Ordinal))
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                if (most == 4)
                {
                    four.TrySetResult();
                }

                await four.Task;
                Interlocked.Decrement(ref now);
            }

            return false;
        };
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        for (var i = 0; i < 12; i++)
        {
            airflow.End(SomeAirflow.Try());
        }

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal("failed", (await airflow.NextAsync()).State);
        }

        Assert.Equal(4, most);
    }

    [Fact]
    public async Task A_stop_waits_for_no_answer_and_counts_what_it_leaves()
    {
        await using var server = await FakeAirflow.StartAsync();
        server.Interrupts = async context =>
        {
            await Task.Delay(Timeout.Infinite, (CancellationToken)context.Items["stop"]!);
            return true;
        };
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        for (var i = 0; i < 10; i++)
        {
            airflow.End(SomeAirflow.Try());
        }

        await Eventually.HoldsAsync(() => Task.FromResult(server.Calls.Count > 0), TimeSpan.FromSeconds(20), "a call");
        await airflow.StopAsync();
        airflow.End(SomeAirflow.Try());

        Assert.Equal("shutdown 11", airflow.Counts("tries"));
        Assert.Empty(airflow.Log.Warnings);
    }
}
