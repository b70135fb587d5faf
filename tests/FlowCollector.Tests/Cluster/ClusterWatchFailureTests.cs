using System.Net;
using System.Net.Sockets;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Watching;
using static Windsock.FlowCollector.Tests.Cluster.SomeJson;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>Each way an API server, or what stands before it, is known to fail.</summary>
public sealed class ClusterWatchFailureTests
{
    private const string TooLarge = """{"retryAfterSeconds":1,"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}]}""";

    [Fact]
    public async Task Gone_as_the_answer_to_a_watch_lists_again()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10", Pod("a", "u1", "1")), Answer.Status(410, "Expired", "too old resource version: 10 (90)"), Answer.List("100"));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running synced -u1 synced", await watch.NextAsync(4));
        await server.RequestAsync(4);
        Assert.Equal((1, 1), (watch.Statistics.Errors(WatchError.Expired), watch.Statistics.Relists(RelistReason.Expired)));
        Assert.Empty(watch.Log.Warnings);
    }

    [Theory]
    [InlineData("Expired")]
    [InlineData("Gone")]
    public async Task Gone_as_an_event_lists_again(string reason)
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10", Pod("a", "u1", "1")),
            Answer.Watch(Answer.Event("MODIFIED", Pod("a", "u1", "12", "Failed")), Answer.Event("ERROR", Answer.StatusJson(410, reason, "too old resource version"))),
            Answer.List("100", Pod("a", "u1", "12", "Failed")));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running synced +u1@Failed synced", await watch.NextAsync(4));
        Assert.Equal("12", (await server.RequestAsync(3)).Parameter("resourceVersion"));
    }

    [Fact]
    public async Task Lists_that_expire_again_and_again_are_slowed_down()
    {
        await using var server = await FakeApiServer.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            server.Answers(Answer.List("10"), Answer.Status(410, "Expired", "too old"));
        }

        await using var watch = new RunningWatch(server);

        await watch.NextAsync(2);
        Assert.Equal(TimeSpan.FromSeconds(2), await watch.PassDelayAsync());
        await watch.NextAsync(1);
        Assert.Equal(TimeSpan.FromSeconds(3.6), await watch.PassDelayAsync());
    }

    [Fact]
    public async Task Too_many_requests_waits_as_long_as_the_server_asks_and_keeps_the_version()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10"), Answer.Throttled(16), Answer.Watch(Answer.Bookmark("11")));
        await using var watch = new RunningWatch(server);

        Assert.Equal(TimeSpan.FromSeconds(18), await watch.PassDelayAsync());
        var again = await server.RequestAsync(3);
        Assert.True(again.IsWatch);
        Assert.Equal("10", again.Parameter("resourceVersion"));
        Assert.Equal(1, watch.Statistics.Errors(WatchError.Throttled));
        Assert.Contains("Too many requests", Assert.Single(watch.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_for_an_hour_are_not_waited_for_longer_than_a_minute_and_a_quarter()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Throttled(3600), Answer.List("10"));
        await using var watch = new RunningWatch(server);

        Assert.Equal(TimeSpan.FromSeconds(67.5), await watch.PassDelayAsync());
        Assert.Equal("synced", await watch.NextAsync(1));
    }

    [Fact]
    public async Task Server_errors_back_off_up_to_half_a_minute_and_are_logged_once()
    {
        await using var server = await FakeApiServer.StartAsync();
        for (var i = 0; i < 8; i++)
        {
            server.Answers(Answer.Status(500, "InternalError", "etcdserver: leader changed"));
        }

        server.Answers(Answer.List("10"));
        await using var watch = new RunningWatch(server);

        var delays = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            delays.Add((await watch.PassDelayAsync()).TotalSeconds);
        }

        Assert.Equal([1.2, 2, 3.6, 6.8, 13.2, 15.4, 15.4, 15.4], delays);
        Assert.Equal("synced", await watch.NextAsync(1));
        await server.RequestAsync(10);
        Assert.Contains("etcdserver: leader changed", Assert.Single(watch.Log.Warnings), StringComparison.Ordinal);
        Assert.Equal(8, watch.Statistics.Errors(WatchError.Server));
    }

    [Fact]
    public async Task A_server_that_shuts_down_is_asked_again_after_its_Retry_After()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            context =>
            {
                context.Response.Headers.RetryAfter = "1";
                return Answer.Status(503, "ServiceUnavailable", "apiserver is shutting down")(context);
            },
            Answer.List("10"));
        await using var watch = new RunningWatch(server);

        Assert.Equal(TimeSpan.FromSeconds(1.125), await watch.PassDelayAsync());
        Assert.Equal("synced", await watch.NextAsync(1));
    }

    [Fact]
    public async Task A_watch_on_a_replica_that_lags_behind_waits_and_then_lists_the_truth()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.Status(504, "Timeout", "Too large resource version: 10, current: 5", TooLarge),
            Answer.Status(504, "Timeout", "Too large resource version: 10, current: 6", TooLarge),
            Answer.Status(504, "Timeout", "Too large resource version: 10, current: 7", TooLarge), Answer.List("8"));
        await using var watch = new RunningWatch(server);

        for (var i = 0; i < 3; i++)
        {
            await watch.PassDelayAsync();
        }

        Assert.Equal("synced synced", await watch.NextAsync(2));
        Assert.Equal("10", (await server.RequestAsync(4)).Parameter("resourceVersion"));
        var relist = await server.RequestAsync(5);
        Assert.Equal((false, ""), (relist.IsWatch, relist.Parameter("resourceVersion")));
        await server.RequestAsync(6);
        Assert.Equal(1, watch.Statistics.Relists(RelistReason.VersionTooLarge));
        Assert.Empty(watch.Log.Warnings);
    }

    [Fact]
    public async Task A_list_on_a_replica_that_lags_behind_asks_for_the_truth_at_once()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.Status(410, "Expired", "too old"), Answer.Status(504, "Timeout", "Too large resource version", TooLarge), Answer.List("12"));
        await using var watch = new RunningWatch(server);

        await watch.PassDelayAsync();
        Assert.Equal("synced synced", await watch.NextAsync(2));
        Assert.Equal("", (await server.RequestAsync(4)).Parameter("resourceVersion"));
    }

    [Fact]
    public async Task An_ordinary_gateway_timeout_is_a_server_error()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Text(504, "<html>gateway timeout</html>", "text/html"), Answer.List("10"));
        await using var watch = new RunningWatch(server);

        await watch.PassDelayAsync();
        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Equal(1, watch.Statistics.Errors(WatchError.Server));
    }

    [Fact]
    public async Task A_watch_that_is_cut_at_once_is_a_failure_and_goes_on_where_it_was()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10"), Answer.WatchThatEnds(), Answer.WatchThatEnds(), Answer.Watch(Answer.Bookmark("11")));
        await using var watch = new RunningWatch(server);

        Assert.Equal(TimeSpan.FromSeconds(1.2), await watch.PassDelayAsync());
        Assert.Equal(TimeSpan.FromSeconds(2), await watch.PassDelayAsync());
        Assert.Equal("10", (await server.RequestAsync(4)).Parameter("resourceVersion"));
        Assert.Equal(2, watch.Statistics.Errors(WatchError.Short));
    }

    [Fact]
    public async Task A_connection_that_is_half_open_is_given_up_and_the_watch_goes_on_from_its_last_version()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.Watch(Answer.Event("ADDED", Pod("a", "u1", "11"))), Answer.Watch(Answer.Event("DELETED", Pod("a", "u1", "12"))));
        await using var watch = new RunningWatch(server);
        Assert.Equal("synced +u1@Running", await watch.NextAsync(2));

        await watch.Time.PassWaitAsync(TimeSpan.FromSeconds(99), TimeSpan.FromSeconds(101), TestContext.Current.CancellationToken);

        Assert.Equal("-u1", await watch.NextAsync(1));
        Assert.Equal("11", (await server.RequestAsync(3)).Parameter("resourceVersion"));
        Assert.Equal((1, 0), (watch.Statistics.Errors(WatchError.Idle), watch.Statistics.Relists(RelistReason.Restart)));
    }

    [Fact]
    public async Task A_server_that_accepts_and_never_answers_is_named_in_the_log()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Silence, Answer.List("10"));
        await using var watch = new RunningWatch(server);
        await server.RequestAsync(1);

        await watch.Time.PassWaitAsync(TimeSpan.FromSeconds(99), TimeSpan.FromSeconds(101), TestContext.Current.CancellationToken);
        await watch.PassDelayAsync();

        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Contains("fell silent", Assert.Single(watch.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_event_goes_on_from_the_event_before()
    {
        var first = Answer.Event("ADDED", Pod("a", "u1", "11"));
        var seen = new TaskCompletionSource();
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.Broken(first + Answer.Event("ADDED", Pod("b", "u2", "12"))[..100], seen.Task), Answer.Watch(Answer.Event("ADDED", Pod("b", "u2", "12"))));
        await using var watch = new RunningWatch(server);

        Assert.Equal("synced +u1@Running", await watch.NextAsync(2));
        seen.SetResult();
        await watch.PassDelayAsync();
        Assert.Equal("+u2@Running", await watch.NextAsync(1));
        Assert.Equal("11", (await server.RequestAsync(3)).Parameter("resourceVersion"));
        Assert.Equal(1, watch.Statistics.Errors(WatchError.Connection));
    }

    [Fact]
    public async Task Missing_rights_give_one_line_that_names_verb_resource_and_manifest_and_are_asked_for_again()
    {
        var refusal = Answer.Status(403, "Forbidden", "pods is forbidden: User \\\"system:serviceaccount:x:y\\\" cannot list resource \\\"pods\\\"");
        await using var server = (await FakeApiServer.StartAsync()).Answers(refusal, refusal, refusal, Answer.List("10"), Answer.Watch(Answer.Bookmark("11")));
        await using var watch = new RunningWatch(server);

        for (var i = 0; i < 3; i++)
        {
            await watch.PassDelayAsync();
        }

        Assert.Equal("synced", await watch.NextAsync(1));
        await server.RequestAsync(6 - 1);
        var line = Assert.Single(watch.Log.Warnings);
        Assert.Contains("'list' on pods", line, StringComparison.Ordinal);
        Assert.Contains("deploy/daemonset/base/rbac.yaml", line, StringComparison.Ordinal);
        Assert.Equal(3, watch.Statistics.Errors(WatchError.Forbidden));
        Assert.Equal(3, watch.Refusals);
    }

    [Fact]
    public async Task A_right_to_watch_that_is_taken_away_and_given_back_loses_nothing()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.Status(403, "Forbidden", "cannot watch"), Answer.Watch(Answer.Event("ADDED", Pod("a", "u1", "15"))));
        await using var watch = new RunningWatch(server);

        await watch.PassDelayAsync();
        Assert.Equal("synced +u1@Running", await watch.NextAsync(2));
        Assert.Contains("'watch' on pods", Assert.Single(watch.Log.Warnings), StringComparison.Ordinal);
        Assert.Contains(watch.Log.Lines, line => line.Contains("established again", StringComparison.Ordinal));
        Assert.True(watch.Statistics.IsUp);
    }

    [Fact]
    public async Task An_unauthorized_request_is_repeated_at_once_with_the_token_read_anew()
    {
        var token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "old\n", TestContext.Current.CancellationToken);
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            async context =>
            {
                await File.WriteAllTextAsync(token, "new\n");
                await Answer.Status(401, "Unauthorized", "Unauthorized")(context);
            },
            Answer.List("10"));
        await using var watch = new RunningWatch(server, null, new ApiAccess(server.Address, null, new ConfiguredCredential(SecretText.File(token), null, null, TimeProvider.System)));

        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Equal("Bearer old", (await server.RequestAsync(1)).Headers["Authorization"]);
        Assert.Equal("Bearer new", (await server.RequestAsync(2)).Headers["Authorization"]);
        Assert.Equal(0, watch.Statistics.Errors(WatchError.Unauthorized));
        File.Delete(token);
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_named_by_its_file_once_and_never_shown()
    {
        var token = Path.GetTempFileName();
        await File.WriteAllTextAsync(token, "s3cret", TestContext.Current.CancellationToken);
        var refusal = Answer.Status(401, "Unauthorized", "Unauthorized");
        await using var server = (await FakeApiServer.StartAsync()).Answers(refusal, refusal, refusal, refusal, Answer.List("10"));
        await using var watch = new RunningWatch(server, null, new ApiAccess(server.Address, null, new ConfiguredCredential(SecretText.File(token), null, null, TimeProvider.System)));

        await watch.PassDelayAsync();
        await watch.PassDelayAsync();
        Assert.Equal("synced", await watch.NextAsync(1));
        var line = Assert.Single(watch.Log.Warnings);
        Assert.Contains(token, line, StringComparison.Ordinal);
        Assert.DoesNotContain(watch.Log.Lines, text => text.Contains("s3cret", StringComparison.Ordinal));
        File.Delete(token);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var server = await FakeApiServer.StartAsync();
        await using var watch = new RunningWatch(server, null, new ApiAccess(new Uri($"http://127.0.0.1:{port}/"), null, new ConfiguredCredential(null, null, null, TimeProvider.System)));

        await watch.PassDelayAsync();
        await watch.PassDelayAsync();

        Assert.InRange(watch.Statistics.Errors(WatchError.Connection), 2, 3);
        Assert.Contains($"no connection to http://127.0.0.1:{port}", Assert.Single(watch.Log.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{\"kind\":\"PodList\"}")]
    [InlineData("{\"items\":[1,2}")]
    [InlineData("")]
    public async Task An_answer_that_is_no_list_is_an_error_and_tells_nothing(string text)
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.Text(200, text), Answer.List("10"));
        await using var watch = new RunningWatch(server);

        await watch.PassDelayAsync();
        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Equal(1, watch.Statistics.Errors(WatchError.Unreadable) + watch.Statistics.Errors(WatchError.Connection));
    }

    [Fact]
    public async Task A_watch_that_fails_thrice_at_one_version_gives_that_version_up()
    {
        var poison = Answer.Watch(Answer.Event("ERROR", Answer.StatusJson(500, "InternalError", "unable to decode an event from the watch stream")));
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10"), poison, Answer.Text(200, "garbage"), poison, Answer.List("20"));
        await using var watch = new RunningWatch(server);

        for (var i = 0; i < 3; i++)
        {
            await watch.PassDelayAsync();
        }

        Assert.Equal("synced synced", await watch.NextAsync(2));
        Assert.Equal("", (await server.RequestAsync(5)).Parameter("resourceVersion"));
        await server.RequestAsync(6);
        Assert.Equal(1, watch.Statistics.Relists(RelistReason.Stuck));
    }
}
