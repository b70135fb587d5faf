using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.AirflowApi;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.FlowCollector.Tests.Grpc;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>An Airflow that is slow, broken, hostile, or not there.</summary>
public sealed class AirflowTroubleTests : IDisposable
{
    private const string All = "failed by data-team #finance #hourly";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_asks_for_time_gets_it()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Once(Status(429, ("Retry-After", "17")), "/tries/1");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        var calls = server.Calls.Count;
        airflow.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal(calls, server.Calls.Count);

        // Five seconds are left of the pause, as long as a try may wait.
        airflow.Time.Advance(TimeSpan.FromSeconds(1.1));
        airflow.End(SomeAirflow.Try());
        await airflow.Time.PassWaitAsync(TimeSpan.FromSeconds(4.8), TimeSpan.FromSeconds(4.95), TestContext.Current.CancellationToken);

        Assert.Equal("failed", (await airflow.NextAsync()).State);
        Assert.Equal("answered 1, late 1, failed 1", airflow.Counts("tries"));
        Assert.Equal(
            [$"{server.Address} asks for fewer requests (HTTP 429): lower airflow.api.requestsPerSecond; tries are reported without Airflow's word until it answers; said again only when the text changes"],
            airflow.Log.Warnings);
    }

    [Theory]
    [InlineData("99999", 300)]
    [InlineData("Sun, 01 Mar 2026 12:01:00 GMT", 60)]
    [InlineData("soon", 1)]
    [InlineData("-5", 1)]
    public async Task The_time_asked_for_may_be_a_date_is_five_minutes_at_most_and_a_backoff_when_it_makes_no_sense(string retryAfter, int seconds)
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Once(Status(503, ("Retry-After", retryAfter)), "/tries/1");
        var options = SomeAirflow.Options(server);
        options.Wait = TimeSpan.FromSeconds(0.5);
        await using var airflow = new AskedAirflow(options);
        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));

        if (seconds > 1)
        {
            airflow.Time.Advance(TimeSpan.FromSeconds(seconds - 0.9));
            Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        }

        airflow.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
    }

    [Theory]
    [InlineData(500, "failed to answer about task instances (HTTP 500)", "server_error 1")]
    [InlineData(400, "refused to answer about task instances (HTTP 400)", "rejected 1")]
    [InlineData(403, "does not allow to read task instances (HTTP 403): give the user read access", "forbidden 1")]
    public async Task Each_refusal_is_one_line_with_its_mend_and_counted(int status, string problem, string counted)
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Always(Status(status), "/tries/1");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Contains(problem, Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
        Assert.Contains(counted, airflow.Counts("requests"), StringComparison.Ordinal);

        airflow.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Single(airflow.Log.Warnings);
        Assert.Equal("failed 2", airflow.Counts("tries"));
    }

    [Fact]
    public async Task A_try_that_Airflow_does_not_know_is_no_trouble_and_said_once()
    {
        await using var server = await FakeAirflow.StartAsync();
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try(run: $"manual__{i}")));
        }

        Assert.Contains("does not know every try that ends here (HTTP 404)", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal("unknown 3", airflow.Counts("tries"));
        Assert.Equal("ok 1, not_found 6", airflow.Counts("requests"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_its_target_never_sees_the_token()
    {
        await using var target = (await FakeAirflow.StartAsync()).KnowingAll();
        await using var server = await FakeAirflow.StartAsync();
        server.Interrupts = Always(Status(302, ("Location", target.Address + "/login")), "");
        var options = SomeAirflow.Options(server);
        options.TokenFile = _folder.Write("token", "secret");
        await using var airflow = new AskedAirflow(options);

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));

        Assert.Empty(target.Calls);
        Assert.Contains("redirects to 127.0.0.1 (HTTP 302)", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal("redirected 2", airflow.Counts("requests"));
    }

    [Fact]
    public async Task An_address_without_an_Airflow_behind_it_is_said_so()
    {
        await using var server = await FakeAirflow.StartAsync();
        server.Interrupts = Always(Status(404), "");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Contains("has no REST API of Airflow (HTTP 404): set airflow.api.baseUrl", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("[]")]
    [InlineData("{\"state\":\"failed\"}")]
    [InlineData("{\"state\":\"<b>failed</b>\",\"try_number\":1}")]
    [InlineData("{\"state\":\"\\ud800\",\"try_number\":1}")]
    [InlineData("{\"state\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],\"try_number\":1}")]
    public async Task Garbage_is_counted_as_unreadable_and_tells_nothing(string body)
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll().Knows(SomeAirflow.Instance + "/tries/1", body);
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal("ok 1, unreadable 1", airflow.Counts("requests"));
        Assert.Contains("something else than Airflow would", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(256 * 1024, All)]
    [InlineData((256 * 1024) + 1, "nothing")]
    public async Task An_answer_may_be_256_KiB_long(int bytes, string heard)
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Always(context => context.Response.WriteAsync(SomeAirflow.TaskInstance("failed", 1).PadRight(bytes)), "/tries/1");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal(heard, await airflow.HearAsync(SomeAirflow.Try()));
    }

    [Fact]
    public async Task An_answer_without_an_end_is_given_up_at_its_limit()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Always(
            async context =>
            {
                var junk = new byte[32 * 1024];
                while (true)
                {
                    await context.Response.Body.WriteAsync(junk, Stop(context));
                }
            },
            "/tries/1");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Contains("it is longer than 256 KiB", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "what it says is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{", "it is longer than 256 KiB")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "what it says is not HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"version\"", "it hung up before it had answered")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\u0008x", "something else than Airflow would")]
    [InlineData("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "(HTTP 999)")]
    [InlineData("", "it hung up before it had answered")]
    public async Task A_server_that_is_no_web_server_tells_nothing_and_breaks_nothing(string bytes, string problem)
    {
        await using var server = new RawServer(Encoding.Latin1.GetBytes(bytes));
        await using var airflow = new AskedAirflow(new AirflowApiOptions { BaseUrl = $"http://{server.Address}", RequestsPerSecond = 50 });

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Contains(problem, Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal("failed 1", airflow.Counts("tries"));
    }

    [Fact]
    public async Task Headers_without_an_end_are_given_up()
    {
        var endless = "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"X-{i}: {new string('x', 50)}\r\n"));
        await using var server = new RawServer(Encoding.Latin1.GetBytes(endless));
        await using var airflow = new AskedAirflow(new AirflowApiOptions { BaseUrl = $"http://{server.Address}", RequestsPerSecond = 50 });

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Equal("failed 1", airflow.Counts("tries"));
    }

    [Fact]
    public async Task A_request_that_gets_no_answer_in_three_seconds_is_given_up_and_the_try_is_told_without_it()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Always(Silence, "/tries/1");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        airflow.End(SomeAirflow.Try());

        await HearCallAsync(server, "/tries/1");
        await airflow.Time.PassWaitAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        Assert.Equal("", (await airflow.NextAsync()).State);
        Assert.Equal("ok 1, timeout 1", airflow.Counts("requests"));
        Assert.Equal("failed 1", airflow.Counts("tries"));
        Assert.Contains("did not answer in time", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_is_told_with_its_state_when_only_the_owner_is_slow()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Always(Silence, "/tasks/load");
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        airflow.End(SomeAirflow.Try());

        await HearCallAsync(server, "/tasks/load");
        await airflow.Time.PassWaitAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);

        var fact = await airflow.NextAsync();
        Assert.Equal("failed", fact.State);
        Assert.Empty(fact.Owners);
        Assert.Equal(["finance", "hourly"], fact.Tags);
    }

    [Fact]
    public async Task No_try_waits_longer_than_it_may_however_slow_the_answers_are()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Interrupts = Always(Silence, "");
        var options = SomeAirflow.Options(server);
        (options.Timeout, options.Wait) = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5));
        await using var airflow = new AskedAirflow(options);
        airflow.End(SomeAirflow.Try(), "first");
        airflow.End(SomeAirflow.Try(2), "second");

        await HearCallAsync(server, "/version");
        airflow.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(["first", "second"], new[] { (await airflow.NextAsync()).TryId, (await airflow.NextAsync()).TryId }.Order());
        Assert.Equal("late 2", airflow.Counts("tries"));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_the_cause_and_found_when_it_comes_back()
    {
        var options = new AirflowApiOptions { BaseUrl = "http://127.0.0.1:1", RequestsPerSecond = 50 };
        await using var airflow = new AskedAirflow(options);

        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));

        Assert.StartsWith("http://127.0.0.1:1: no connection: ", Assert.Single(airflow.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal("unreachable 1", airflow.Counts("requests"));
    }

    [Fact]
    public async Task An_Airflow_that_was_upgraded_is_looked_at_anew_after_its_first_failure()
    {
        await using var server = (await FakeAirflow.StartAsync()).KnowingAll();
        server.Version = "2.10.3";
        await using var airflow = new AskedAirflow(SomeAirflow.Options(server));
        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));

        server.Interrupts = Once(Status(502), "/tries/1");
        Assert.Equal("nothing", await airflow.HearAsync(SomeAirflow.Try()));
        server.Version = "3.0.1";
        airflow.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(All, await airflow.HearAsync(SomeAirflow.Try()));
        Assert.Contains("/api/v2/", server.Asked.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_the_configured_authority_is_trusted_and_no_other()
    {
        var authority = new SomeAuthority();
        await using var server = (await FakeAirflow.StartAsync(authority.Sign("airflow"))).KnowingAll();
        await using var stranger = (await FakeAirflow.StartAsync(new SomeAuthority().Sign("airflow"))).KnowingAll();
        await using var other = (await FakeAirflow.StartAsync(authority.Sign("airflow", "airflow.internal"))).KnowingAll();
        var ca = _folder.Write("ca.pem", authority.Pem);

        await using var trusting = new AskedAirflow(WithAuthority(server, ca));
        await using var distrusting = new AskedAirflow(WithAuthority(stranger, ca));
        await using var misnamed = new AskedAirflow(WithAuthority(other, ca));
        await using var plain = new AskedAirflow(SomeAirflow.Options(server));

        Assert.Equal(All, await trusting.HearAsync(SomeAirflow.Try()));
        foreach (var refused in new[] { distrusting, misnamed, plain })
        {
            Assert.Equal("nothing", await refused.HearAsync(SomeAirflow.Try()));
            Assert.Contains(": TLS failed: ", Assert.Single(refused.Log.Warnings), StringComparison.Ordinal);
            Assert.Equal("unreachable 1", refused.Counts("requests"));
        }

        Assert.Contains("ca.pem", distrusting.Log.Warnings[0], StringComparison.Ordinal);
        Assert.Empty(stranger.Calls.Concat(other.Calls));
    }

    private static AirflowApiOptions WithAuthority(FakeAirflow server, string ca)
    {
        var options = SomeAirflow.Options(server);
        options.CaFile = ca;
        return options;
    }

    private static async Task HearCallAsync(FakeAirflow server, string end) => await Testing.Eventually.HoldsAsync(
        () => Task.FromResult(server.Calls.Any(call => call.Target.EndsWith(end, StringComparison.Ordinal))), TimeSpan.FromSeconds(20), $"a call of {end}");

    private static Func<HttpContext, Task> Status(int status, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"detail\":\"secret text of the server {Guid.NewGuid()}\"}}"));
    };

    private static Task Silence(HttpContext context) => Task.Delay(Timeout.Infinite, Stop(context));

    private static CancellationToken Stop(HttpContext context) => (CancellationToken)context.Items["stop"]!;

    private static Func<HttpContext, Task<bool>> Once(Func<HttpContext, Task> answer, string end)
    {
        var isLeft = true;
        return async context =>
        {
            if (!isLeft || !context.Request.Path.Value!.EndsWith(end, StringComparison.Ordinal))
            {
                return false;
            }

            isLeft = false;
            await answer(context);
            return true;
        };
    }

    private static Func<HttpContext, Task<bool>> Always(Func<HttpContext, Task> answer, string end) => async context =>
    {
        if (!context.Request.Path.Value!.EndsWith(end, StringComparison.Ordinal))
        {
            return false;
        }

        await answer(context);
        return true;
    };
}
