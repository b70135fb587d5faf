using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using static Windsock.FlowCollector.Tests.Cluster.SomeJson;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>The ordinary life of a watch: lists, pages, events, bookmarks, differences.</summary>
public sealed class ClusterWatchTests
{
    [Fact]
    public async Task The_first_list_asks_for_this_nodes_pods_from_the_servers_cache_and_the_watch_goes_on_from_it()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10", Pod("a", "u1", "7")), Answer.Watch(Answer.Event("ADDED", Pod("b", "u2", "11", "Pending"))));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running synced +u2@Pending", await watch.NextAsync(3));
        var (list, follow) = (await server.RequestAsync(1), await server.RequestAsync(2));
        Assert.Equal("/api/v1/pods", list.Path);
        Assert.Equal("spec.nodeName=node-1", list.Parameter("fieldSelector"));
        Assert.Equal(("500", "0", "NotOlderThan"), (list.Parameter("limit"), list.Parameter("resourceVersion"), list.Parameter("resourceVersionMatch")));
        Assert.StartsWith("windsock/", list.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("application/json", list.Headers["Accept"]);
        Assert.Equal(("1", "10", "true"), (follow.Parameter("watch"), follow.Parameter("resourceVersion"), follow.Parameter("allowWatchBookmarks")));
        Assert.Equal("450", follow.Parameter("timeoutSeconds"));
        Assert.Equal("spec.nodeName=node-1", follow.Parameter("fieldSelector"));
        Assert.True(watch.Statistics.IsUp);
        Assert.Equal(2, watch.Statistics.Known.Count);
    }

    [Fact]
    public async Task Changes_carry_the_time_of_the_agents_own_clock()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10", Pod("a", "u1", "7")));
        await using var watch = new RunningWatch(server);

        var change = Assert.IsType<PodApplied>(await watch.NextChangeAsync());
        Assert.Equal(Instant.FromDateTimeOffset(watch.Time.GetUtcNow()), change.ObservedAt);
    }

    [Fact]
    public async Task Only_the_continue_token_tells_the_end_of_a_list_not_an_empty_page()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.Page("10", "p2", Pod("a", "u1", "1")), Answer.Page("10", "p3"), Answer.Page("10", "", Pod("b", "u2", "2")));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running +u2@Running synced", await watch.NextAsync(3));
        var second = await server.RequestAsync(2);
        Assert.Equal(("p2", ""), (second.Parameter("continue"), second.Parameter("resourceVersion")));
        Assert.Equal("p3", (await server.RequestAsync(3)).Parameter("continue"));
        Assert.Equal("10", (await server.RequestAsync(4)).Parameter("resourceVersion"));
    }

    [Fact]
    public async Task A_continue_token_that_expired_starts_the_list_again_from_the_truth_and_tells_nothing_twice()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.Page("10", "p2", Pod("a", "u1", "1")),
            Answer.Status(410, "Expired", "The provided continue parameter is too old"),
            Answer.List("20", Pod("a", "u1", "1"), Pod("b", "u2", "15")));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running +u2@Running synced", await watch.NextAsync(3));
        var again = await server.RequestAsync(3);
        Assert.Equal(("", ""), (again.Parameter("continue"), again.Parameter("resourceVersion")));
        await server.RequestAsync(4);
        Assert.Equal(1, watch.Statistics.Relists(RelistReason.Expired));
        Assert.Equal(0, watch.Statistics.Relists(RelistReason.Start));
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_at_once_from_its_last_event()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.WatchThatEnds(Answer.Event("ADDED", Pod("a", "u1", "12"))), Answer.Watch(Answer.Event("MODIFIED", Pod("a", "u1", "13", "Succeeded"))));
        await using var watch = new RunningWatch(server);

        Assert.Equal("synced +u1@Running +u1@Succeeded", await watch.NextAsync(3));
        Assert.Equal("12", (await server.RequestAsync(3)).Parameter("resourceVersion"));
        Assert.Equal(0, Enum.GetValues<WatchError>().Sum(watch.Statistics.Errors));
    }

    [Fact]
    public async Task A_bookmark_moves_the_version_and_tells_nothing()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10"), Answer.WatchThatEnds(Answer.Bookmark("99")));
        await using var watch = new RunningWatch(server);

        Assert.Equal("99", (await server.RequestAsync(3)).Parameter("resourceVersion"));
        Assert.Equal("synced", await watch.NextAsync(1));
        Assert.Equal(0, watch.Statistics.Skipped(SkipReason.Malformed));
    }

    [Fact]
    public async Task A_pod_made_anew_under_its_old_name_is_told_as_removed_and_then_applied()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10", Pod("a", "u1", "1")),
            Answer.Watch(
                Answer.Event("DELETED", Pod("a", "u1", "11")), Answer.Event("ADDED", Pod("a", "u2", "12")),
                Answer.Event("ADDED", Pod("a", "u3", "13")), Answer.Event("DELETED", Pod("a", "u2", "14")), Answer.Event("DELETED", Pod("a", "u3", "15"))));
        await using var watch = new RunningWatch(server);

        // u3 comes although nobody said that u2 is gone; the late word about u2 must not take u3 away.
        Assert.Equal("+u1@Running synced -u1 +u2@Running -u2 +u3@Running -u3", await watch.NextAsync(7));
        Assert.Equal(0, watch.Statistics.Known.Count);
    }

    [Fact]
    public async Task A_relist_tells_the_difference_and_nothing_else()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10", Pod("same", "u1", "1"), Pod("changed", "u2", "2"), Pod("gone", "u3", "3"), Pod("anew", "u4", "4")),
            Answer.Watch(Answer.Event("ERROR", Answer.StatusJson(410, "Expired", "too old resource version: 10 (500)"))),
            Answer.List("600", Pod("anew", "u5", "505"), Pod("changed", "u2", "502", "Failed"), Pod("same", "u1", "1"), Pod("new", "u6", "506")));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running +u2@Running +u3@Running +u4@Running synced", await watch.NextAsync(5));
        Assert.Equal("-u4 +u5@Running +u2@Failed +u6@Running -u3 synced", await watch.NextAsync(6));
        var relist = await server.RequestAsync(3);
        Assert.Equal(("10", "NotOlderThan"), (relist.Parameter("resourceVersion"), relist.Parameter("resourceVersionMatch")));
        Assert.Equal("600", (await server.RequestAsync(4)).Parameter("resourceVersion"));
    }

    [Fact]
    public async Task A_restart_of_the_watch_lists_again_and_remembers_what_it_had_told()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10", Pod("a", "u1", "1"), Pod("b", "u2", "2")));
        await using var watch = new RunningWatch(server);
        await watch.NextAsync(3);
        await server.RequestAsync(2);
        server.Answers(Answer.List("20", Pod("a", "u1", "1")));

        await watch.RestartAsync();

        Assert.Equal("-u2 synced", await watch.NextAsync(2));
        Assert.Equal("10", (await server.RequestAsync(3)).Parameter("resourceVersion"));
        await server.RequestAsync(4);
        Assert.Equal(1, watch.Statistics.Relists(RelistReason.Restart));
    }

    [Fact]
    public async Task Pods_that_cannot_be_read_are_counted_and_the_rest_goes_on()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10", """{"metadata":{"name":"nameless-uid"}}""", Pod("a", "u1", "1"), """{"metadata":{"name" 5}}"""),
            Answer.Watch("""{"type":"ADDED","object":{"metadata":{"resourceVersion":"11"}}}""", """{"type":"NEWS","object":{}}""", """{"type":,}""", Answer.Event("ADDED", Pod("b", "u2", "12"))));
        await using var watch = new RunningWatch(server);

        Assert.Equal("+u1@Running synced +u2@Running", await watch.NextAsync(3));
        Assert.Equal(5, watch.Statistics.Skipped(SkipReason.Malformed));
        Assert.Equal(0, watch.Statistics.Errors(WatchError.Unreadable));
    }

    [Fact]
    public async Task A_pod_over_the_limit_is_skipped_and_counted_in_lists_and_in_watches()
    {
        var huge = Pod("huge", "u9", "9").Replace("\"other\":\"x\"", $"\"other\":\"{new string('x', 200_000)}\"", StringComparison.Ordinal);
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10", huge, Pod("a", "u1", "1")), Answer.Watch(Answer.Event("ADDED", huge), Answer.Event("ADDED", Pod("b", "u2", "12"))));
        await using var watch = new RunningWatch(server, new KubernetesOptions { MaxObjectBytes = 100_000 });

        Assert.Equal("+u1@Running synced +u2@Running", await watch.NextAsync(3));
        Assert.Equal(2, watch.Statistics.Skipped(SkipReason.Oversized));
    }

    [Fact]
    public async Task Lines_of_megabytes_are_read()
    {
        var large = Pod("large", "u1", "11").Replace("\"other\":\"x\"", $"\"other\":\"{new string('x', 3_000_000)}\"", StringComparison.Ordinal);
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10"), Answer.Watch(Answer.Event("ADDED", large)));
        await using var watch = new RunningWatch(server);

        Assert.Equal("synced +u1@Running", await watch.NextAsync(2));
    }

    [Fact]
    public async Task Events_may_be_cut_at_any_byte()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(
            Answer.List("10"), Answer.WatchInPieces(1, Answer.Event("ADDED", Pod("a", "u1", "11")), Answer.Bookmark("12"), Answer.Event("DELETED", Pod("a", "u1", "13"))));
        await using var watch = new RunningWatch(server);

        Assert.Equal("synced +u1@Running -u1", await watch.NextAsync(3));
    }

    [Fact]
    public async Task A_stop_ends_the_run_without_an_error()
    {
        await using var server = (await FakeApiServer.StartAsync()).Answers(Answer.List("10"));
        await using var watch = new RunningWatch(server);
        await server.RequestAsync(2);

        await watch.StopAsync();

        Assert.False(watch.Statistics.IsUp);
    }
}
