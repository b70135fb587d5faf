using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Prometheus;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Flows;

public class SeriesBudgetTests
{
    private static readonly Verdict[] Verdicts = [Verdict.Forwarded, Verdict.Audit, Verdict.Traced];

    [Fact]
    public async Task Past_the_budget_of_a_DAG_new_series_fold_into_the_task_other()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 2, SeriesPerFamily = 1_000 });
        Observe(scraper, Some.TaskPod(task: "a"), Some.TaskPod(task: "b"), Some.TaskPod(task: "c"), Some.TaskPod(task: "d"), Some.TaskPod(task: "a"), Some.TaskPod(dag: "small"));

        var read = await scraper.ScrapeAsync();
        Assert.Equal(
            [("etl", "_other", 2d), ("etl", "a", 2d), ("etl", "b", 1d), ("small", "load", 1d)],
            read.Of("windsock_flow_events_total").Select(sample => (sample.Label("dag_id"), sample.Label("task_id"), sample.Value)).Order());
        Assert.Equal(2, read.Value("windsock_series_folded_total", ("family", "flow_events_total")));
        Assert.Equal(4, read.Value("windsock_series", ("family", "flow_events_total")));
    }

    [Fact]
    public async Task Past_the_budget_of_a_family_new_DAGs_fold_into_one()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 100, SeriesPerFamily = 20 });
        Observe(scraper, [.. Enumerable.Range(0, 30).Select(i => Some.TaskPod(dag: $"dag{i:00}"))]);

        var events = (await scraper.ScrapeAsync()).Of("windsock_flow_events_total").ToList();
        // 18 of their own, the last tenth for DAGs' overflow, then everything in one.
        Assert.Equal(18, events.Count(sample => sample.Label("task_id") == "load"));
        Assert.Equal(["dag18", "dag19"], events.Where(sample => sample.Label("task_id") == "_other" && sample.Label("dag_id") != "_other").Select(sample => sample.Label("dag_id")));
        var rest = events.Single(sample => sample.Label("dag_id") == "_other");
        Assert.Equal(("_other", "_other", 10), (rest.Label("namespace"), rest.Label("task_id"), rest.Value));
    }

    [Fact]
    public async Task Past_the_peers_of_a_task_new_peers_fold_into_the_peer_other()
    {
        var scraper = new Scraper(new PrometheusOptions { PeersPerTask = 2 });
        var task = Some.TaskPod();
        foreach (var peer in new[] { "a", "b", "c", "d", "a", "c" })
        {
            scraper.Observe(Some.Batch(Some.Syn(), Some.FromClient(task, new Peer(PeerKind.Dns, peer))));
        }

        var read = await scraper.ScrapeAsync();
        Assert.Equal([("_other", 3d), ("a", 2d), ("b", 1d)], read.Of("windsock_peer_connections_total").Select(sample => (sample.Label("peer"), sample.Value)).Order());
        Assert.Equal(3, read.Value("windsock_series_folded_total", ("family", "peer_connections_total")));
    }

    [Fact]
    public async Task Zero_series_are_not_worth_folding()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 6 });
        Observe(scraper, Some.TaskPod(task: "a"), Some.TaskPod(task: "b"));

        var read = await scraper.ScrapeAsync();
        Assert.Equal(6, read.Of("windsock_denials_total").Count());
        Assert.Equal(0, read.Value("windsock_series_folded_total", ("family", "denials_total")));
    }

    [Fact]
    public async Task A_DAG_a_task_and_a_peer_really_named_other_share_the_overflow_series()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 1, PeersPerTask = 1 });
        Observe(scraper, Some.TaskPod(task: "a"), Some.TaskPod(task: "_other"), Some.TaskPod(task: "b"), Some.TaskPod("_other", "_other", "_other"));
        foreach (var peer in new[] { "_other", "x", "_other" })
        {
            scraper.Observe(Some.Batch(Some.Syn(), Some.FromClient(Some.TaskPod("peers", "p"), new Peer(PeerKind.Dns, peer))));
        }

        // The parser refuses a label set that comes twice.
        var read = await scraper.ScrapeAsync();
        Assert.Equal(7, read.Sum("windsock_flow_events_total"));
        Assert.Equal(3, read.Sum("windsock_peer_connections_total"));
    }

    [Fact]
    public async Task Ids_that_are_equal_after_cutting_are_one_series()
    {
        var scraper = new Scraper();
        Observe(scraper, Some.TaskPod(dag: new string('d', 253) + "1"), Some.TaskPod(dag: new string('d', 253) + "2"), Some.TaskPod(task: "t\uD800"), Some.TaskPod(task: "t\uDC00"));

        Assert.Equal([2d, 2d], (await scraper.ScrapeAsync()).Of("windsock_flow_events_total").Select(sample => sample.Value));
    }

    [Fact]
    public void Sums_are_exact_under_any_budget_and_no_label_set_comes_twice() =>
        Prop.ForAll<int[], byte, byte>((seeds, perDag, perFamily) =>
        {
            var options = new PrometheusOptions { SeriesPerDag = 1 + (perDag % 20), SeriesPerFamily = 1 + (perFamily % 60), PeersPerTask = 1 + (perDag % 3) };
            var scraper = new Scraper(options);
            var expected = Play(scraper, seeds);
            var read = scraper.PeekAsync().GetAwaiter().GetResult();
            return expected == Sums(read) && IsWithin(read, options);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sums_stay_exact_when_tasks_expire_and_come_back() =>
        Prop.ForAll<int[], int[], byte>((first, second, perDag) =>
        {
            var options = new PrometheusOptions { SeriesPerDag = 1 + (perDag % 20), SeriesPerFamily = 40, PeersPerTask = 2, SeriesTtl = TimeSpan.FromMinutes(1) };
            var scraper = new Scraper(options);
            var before = Play(scraper, first);
            if (before != Sums(scraper.ScrapeAsync().GetAwaiter().GetResult()))
            {
                return false;
            }

            // Half of the tasks stay alive over the time to live.
            scraper.Time.Advance(TimeSpan.FromSeconds(40));
            var kept = Play(scraper, [.. first.Take(first.Length / 2)]);
            var shown = scraper.ScrapeAsync().GetAwaiter().GetResult();
            scraper.Time.Advance(TimeSpan.FromSeconds(40));
            scraper.Observe(Some.Batch());
            var left = scraper.ScrapeAsync().GetAwaiter().GetResult();
            var gone = shown.Samples.Where(sample => left.Value(sample.Name, [.. sample.Labels]) is null).ToList();
            var again = Play(scraper, second);
            var end = scraper.PeekAsync().GetAwaiter().GetResult();

            var events = before.Events + kept.Events + again.Events - gone.Where(sample => sample.Name == "windsock_flow_events_total").Sum(sample => sample.Value);
            var peers = before.Peers + kept.Peers + again.Peers - gone.Where(sample => sample.Name == "windsock_peer_connections_total").Sum(sample => sample.Value);
            return (events, peers) == (end.Sum("windsock_flow_events_total"), end.Sum("windsock_peer_connections_total")) && IsWithin(end, options);
        }).QuickCheckThrowOnFailure();

    private static void Observe(Scraper scraper, params Owner[] tasks) =>
        scraper.Observe(Some.Batch([.. tasks.Select(task => (Some.Flow(), Some.FromClient(task)))]));

    /// <summary>Turns numbers into flows of a few DAGs, tasks and peers, and says what must come out.</summary>
    private static Counts Play(Scraper scraper, int[] seeds)
    {
        var counts = default(Counts);
        foreach (var seed in seeds.Select(seed => seed & 0xFFFF))
        {
            var owner = Some.TaskPod($"dag{seed % 7}", $"task{seed % 11}", account: $"sa{seed % 3}");
            var peer = new Peer(PeerKind.Dns, $"peer{seed % 5}");
            Flow[] flows = [Some.Flow(Verdicts[seed % 3]), Some.Syn(), Some.Flow(Verdict.Dropped, reason: (DropReason)(130 + (seed % 4))), Some.Flow(l7: Some.Response((uint)(200 + (seed % 3)))), Some.Flow(l7: Some.DnsAnswer((uint)(seed % 4)))];
            scraper.Observe(Some.Batch([.. flows.Select(flow => (flow, Some.FromClient(owner, peer)))]));
            counts = new Counts(counts.Events + 5, counts.Drops + 1, counts.Denials + (seed % 4 == 3 ? 1 : 0), counts.Http + 1, counts.Dns + 1, counts.Peers + 1);
        }

        return counts;
    }

    private static Counts Sums(ParsedExposition read)
    {
        Assert.Equal(read.Sum("windsock_http_requests_total"), read.Sum("windsock_http_request_duration_seconds_count"));
        return new Counts(
            read.Sum("windsock_flow_events_total"), read.Sum("windsock_drops_total"), read.Sum("windsock_denials_total"),
            read.Sum("windsock_http_requests_total"), read.Sum("windsock_dns_queries_total"), read.Sum("windsock_peer_connections_total"));
    }

    private static bool IsWithin(ParsedExposition read, PrometheusOptions options)
    {
        foreach (var family in read.Samples.Where(sample => sample.Labels.Any(label => label.Name == "dag_id")).GroupBy(sample => sample.Name))
        {
            var counted = family.Where(sample => sample.Label("dag_id") != "_other").ToList();
            if (counted.Count > options.SeriesPerFamily
                || counted.Where(sample => sample.Label("task_id") != "_other").GroupBy(sample => sample.Label("dag_id")).Any(dag => dag.Count() > options.SeriesPerDag))
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Counts(double Events, double Drops, double Denials, double Http, double Dns, double Peers);
}
