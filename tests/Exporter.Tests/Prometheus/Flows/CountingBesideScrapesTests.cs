using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Flows;

public class CountingBesideScrapesTests
{
    [Fact]
    public async Task Scrapes_see_rising_numbers_while_another_thread_counts_and_the_last_one_sees_all()
    {
        const int Rounds = 4_000;
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 50, PeersPerTask = 10, SeriesTtl = TimeSpan.FromHours(1) });
        var counting = Task.Run(() => CountAll(scraper, Rounds), TestContext.Current.CancellationToken);

        var last = new Dictionary<string, double>(StringComparer.Ordinal);
        var scrapes = 0;
        do
        {
            // Two at a time, as a pair of Prometheus servers does.
            var pair = await Task.WhenAll(scraper.ScrapeAsync(), scraper.ScrapeAsync(ExpositionFormat.Text));
            foreach (var sample in pair[0].Samples.Where(sample => sample.Name is "windsock_flow_events_total" or "windsock_peer_connections_total"))
            {
                var key = string.Join('|', sample.Labels);
                Assert.True(sample.Value >= last.GetValueOrDefault(key), $"{key} fell to {sample.Value}");
                last[key] = sample.Value;
            }

            foreach (var histogram in pair[1].Of("windsock_http_request_duration_seconds_bucket").GroupBy(sample => sample.Label("task_id")))
            {
                var buckets = histogram.Select(sample => sample.Value).ToList();
                Assert.Equal(buckets.Order(), buckets);
            }

            scrapes++;
        }
        while (!counting.IsCompleted && scrapes < 10_000);

        await counting;
        var end = await scraper.ScrapeAsync();
        Assert.Equal(Rounds * 3, end.Sum("windsock_flow_events_total"));
        Assert.Equal(Rounds, end.Sum("windsock_peer_connections_total"));
        Assert.Equal(Rounds, end.Sum("windsock_http_request_duration_seconds_count"));
    }

    [Fact]
    public async Task Removal_beside_a_scrape_neither_doubles_nor_breaks_it()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesTtl = TimeSpan.FromSeconds(1) });
        var counting = Task.Run(
            () =>
            {
                for (var i = 0; i < 3_000; i++)
                {
                    scraper.Time.Advance(TimeSpan.FromMilliseconds(300));
                    scraper.Observe(Some.Batch(Some.Syn(), Some.FromClient(Some.TaskPod(task: $"t{i % 97}", dag: $"d{i % 13}"))));
                }
            },
            TestContext.Current.CancellationToken);

        var scrapes = 0;
        do
        {
            // The parser refuses a label set that comes twice.
            await scraper.ScrapeAsync();
            scrapes++;
        }
        while (!counting.IsCompleted && scrapes < 10_000);

        await counting;
        Assert.InRange((await scraper.ScrapeAsync()).Of("windsock_flow_events_total").Count(), 1, 97 * 13);
    }

    [Fact]
    public void A_flow_of_a_known_task_costs_no_memory()
    {
        var scraper = new Scraper();
        Owner[] tasks = [.. Enumerable.Range(0, 50).Select(i => Some.TaskPod(task: $"t{i}"))];
        var batch = Some.Batch([.. tasks.SelectMany(task => new[]
        {
            (Some.Syn(), Some.FromClient(task)),
            (Some.Flow(Model.Flows.Verdict.Dropped, reason: Model.Flows.DropReason.PolicyDenied, trace: "t"), Some.FromServer(task)),
            (Some.Flow(l7: Some.Response()), Some.FromClient(task)),
            (Some.Flow(l7: Some.DnsAnswer(3)), Some.FromClient(task)),
        })]);
        scraper.Flows.Observe(batch);
        scraper.Flows.Observe(batch);

        // Code that is not optimised yet boxes; it is after some rounds.
        var allocated = long.MaxValue;
        for (var round = 0; round < 20_000 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            scraper.Flows.Observe(batch);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task A_scrape_of_100_000_series_is_complete()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerFamily = 200_000, SeriesPerDag = 100_000 });
        for (var dag = 0; dag < 100; dag++)
        {
            // Per task 10 series of events, one of drops and 6 of denials.
            scraper.Observe(Some.Batch([.. Enumerable.Range(0, 63).SelectMany(task => TenSeries(Some.TaskPod($"dag{dag}", $"task{task}")))]));
        }

        var read = await scraper.ScrapeAsync();
        Assert.Equal(107_100, read.Samples.Count(sample => sample.Labels.Any(label => label.Name == "dag_id")));
        Assert.Equal(63_000, read.Sum("windsock_flow_events_total"));
        Assert.Equal(63_000, read.Value("windsock_series", ("family", "flow_events_total")));
    }

    private static IEnumerable<(Model.Flows.Flow, FlowAttribution)> TenSeries(Owner task) =>
        Enumerable.Range(0, 10).Select(i => (Some.Flow((Model.Flows.Verdict)(1 + (i % 5)), (Model.Flows.L4Protocol)(i / 5)), Some.FromClient(task)));

    private static void CountAll(Scraper scraper, int rounds)
    {
        Owner[] tasks = [.. Enumerable.Range(0, 120).Select(i => Some.TaskPod(task: $"t{i}"))];
        for (var i = 0; i < rounds; i++)
        {
            var task = tasks[i % tasks.Length];
            var peer = new Peer(PeerKind.Dns, $"p{i % 15}");
            scraper.Observe(Some.Batch((Some.Syn(), Some.FromClient(task, peer)), (Some.Flow(), Some.FromServer(task)), (Some.Flow(l7: Some.Response(seconds: i % 40)), Some.FromClient(task))));
        }
    }
}
