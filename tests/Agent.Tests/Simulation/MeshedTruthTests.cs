using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Calls;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

public sealed class MeshedTruthTests
{
    private const string Http = "windsock_http_requests_total";
    private static readonly IReadOnlySet<long> NoneLost = new HashSet<long>();
    private static readonly IReadOnlyList<WorldEvent> Events = SomeWorld.Played(SomeWorld.Settings(), 30);
    private static readonly TruthLedger Heard = Observed(hearsProxies: true);
    private static readonly TruthLedger Unheard = Observed(hearsProxies: false);

    [Fact]
    public void Connections_drops_and_flows_are_the_same_whether_proxies_are_heard_or_not()
    {
        var (heard, unheard) = (Heard.Totals([]), Unheard.Totals([]));

        Assert.Equal(unheard.Flows, heard.Flows);
        Assert.Equal(unheard.Classes.OrderBy(one => one.Key), heard.Classes.OrderBy(one => one.Key));
        Assert.Equal(WithoutRequests(unheard), WithoutRequests(heard));
        var (heardOf, unheardOf) = (Heard.ConnectionTotals(TimeSpan.FromSeconds(30), []), Unheard.ConnectionTotals(TimeSpan.FromSeconds(30), []));
        Assert.Equal(unheardOf.Sides, heardOf.Sides);
        Assert.All(unheardOf.Sides, side => Assert.All(Enum.GetValues<ConnectionCertainty>(), certainty => Assert.Equal(unheardOf.Of(side, certainty), heardOf.Of(side, certainty))));
        Assert.Contains(unheardOf.Sides, side => side is { DagId: "mesh_pricing", Direction: "egress" });

        static List<KeyValuePair<TrueSeries, long>> WithoutRequests(TruthTotals totals) =>
            [.. totals.Series.Where(one => one.Key.Family != Http).OrderBy(one => one.Key.ToString(), StringComparer.Ordinal)];
    }

    [Fact]
    public void Nobody_counts_calls_that_are_not_heard() => Assert.Equal((0, 0), (Unheard.CallTotals(NoneLost).Calls, Unheard.CallTotals(NoneLost).Series.Count));

    [Fact]
    public void A_request_that_Cilium_shows_too_counts_once_either_way()
    {
        var shown = Calls().Count(call => call is { IsSeenByCilium: true, Client.Owner.TaskId: "sync_quotes" });
        var all = Calls().Count(call => call is { IsInbound: false, Protocol: not CallProtocol.Tcp, Client.Owner.TaskId: "sync_quotes" });

        Assert.NotEqual(0, shown);
        Assert.Equal(shown, Sum(Unheard.Totals([]).Series, Http, "sync_quotes"));
        Assert.Equal(0, Sum(Heard.Totals([]).Series, Http, "sync_quotes"));
        Assert.Equal(all, Sum(Heard.CallTotals(NoneLost).Series, Http, "sync_quotes"));
    }

    [Fact]
    public void The_servers_proxy_counts_for_a_client_without_one()
    {
        var calls = Calls().Where(call => call.Client.Owner.TaskId == "read_items").ToList();
        var series = Heard.CallTotals(NoneLost).Series;

        Assert.All(calls, call => Assert.True(call is { IsInbound: true, Client.Sidecar: null }));
        Assert.Equal(calls.Count, Sum(series, Http, "read_items"));
        Assert.Equal(calls.Sum(call => call.ReceivedBytes), Sum(series, "windsock_received_bytes_total", "read_items"));
        Assert.Equal(calls.Select(call => call.ClientPort).Distinct().Count(), Sum(series, "windsock_tls_connections_total", "read_items"));
        Assert.All(series.Keys.Where(one => one.Family == "windsock_tls_connections_total" && one["task_id"] == "read_items"), one => Assert.Equal("plaintext", one["tls"]));
    }

    [Fact]
    public void A_task_that_serves_counts_what_came_in_and_how_it_was_protected()
    {
        var calls = Calls().Where(call => call is { IsInbound: true, Server.Owner.TaskId: "serve_model" }).ToList();
        var series = Heard.CallTotals(NoneLost).Series;

        Assert.NotEmpty(calls);
        Assert.Equal(calls.Count, Sum(series, Http, "serve_model", ("direction", "ingress")));
        Assert.Equal(calls.Sum(call => call.SentBytes), Sum(series, "windsock_received_bytes_total", "serve_model", ("direction", "ingress")));
        Assert.Equal(calls.Sum(call => call.ReceivedBytes), Sum(series, "windsock_sent_bytes_total", "serve_model", ("direction", "ingress")));
        Assert.Equal(calls.Select(call => call.ClientPort).Distinct().Count(), Sum(series, "windsock_tls_connections_total", "serve_model", ("tls", "mutual")));
    }

    [Fact]
    public void Entries_that_got_lost_are_taken_out()
    {
        var here = Calls().Where(call => call.Reporter.IsLocal).ToList();
        var position = here.FindIndex(call => call is { IsInbound: false, SentBytes: > 0, Client.Owner.TaskId: "sync_quotes" });

        var (all, rest) = (Heard.CallTotals(NoneLost), Heard.CallTotals(new HashSet<long> { position }));

        Assert.Equal(all.Calls - 1, rest.Calls);
        Assert.Equal(here[position].SentBytes, Sum(all.Series, "windsock_sent_bytes_total", "sync_quotes") - Sum(rest.Series, "windsock_sent_bytes_total", "sync_quotes"));
    }

    [Fact]
    public void Calls_into_the_tunnel_have_no_connection_to_be_known_by()
    {
        var series = Heard.CallTotals(NoneLost).Series;

        Assert.NotEqual(0, Sum(series, Http, "render", ("direction", "egress")));
        Assert.Equal(0, Sum(series, "windsock_tls_connections_total", "render"));
    }

    [Theory]
    [InlineData("read_salaries", FailureCause.Permission, FailureCause.NoneSeen)]
    [InlineData("fetch_rates", FailureCause.Tls, FailureCause.NoneSeen)]
    [InlineData("post_statement", FailureCause.Token, FailureCause.NoneSeen)]
    [InlineData("file_return", FailureCause.Reset, FailureCause.Reset)]
    public void A_try_fails_of_what_can_be_known_of_it(string task, FailureCause heard, FailureCause unheard)
    {
        var (told, untold) = (Heard.Tries.First(one => one.Task.TaskId == task), Unheard.Tries.First(one => one.Task.TaskId == task));

        Assert.Equal((heard, TryResult.Failed), (told.Reason!.Cause, told.Result));
        Assert.Equal((unheard, TryResult.Failed), (untold.Reason!.Cause, untold.Result));
        Assert.StartsWith("finance/", told.Reason.Peer, StringComparison.Ordinal);
    }

    private static List<SimulatedCall> Calls() => [.. Events.OfType<CallSeen>().Select(seen => seen.Call)];

    private static long Sum(IReadOnlyDictionary<TrueSeries, long> series, string family, string task, params (string Label, string Value)[] conditions) => series
        .Where(one => one.Key.Family == family && one.Key["task_id"] == task && conditions.All(condition => one.Key[condition.Label] == condition.Value))
        .Sum(one => one.Value);

    private static TruthLedger Observed(bool hearsProxies)
    {
        var ledger = new TruthLedger(hearsProxies);
        foreach (var happening in Events)
        {
            ledger.Observe(happening);
        }

        return ledger;
    }
}
