using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Tests.Prometheus.Flows;

public class SeriesRemovalTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(10);

    private readonly Scraper _scraper = new(new PrometheusOptions { SeriesTtl = Ttl });

    [Fact]
    public async Task An_idle_task_goes_after_its_time_when_a_scrape_has_shown_it()
    {
        Observe("finished");
        await _scraper.ScrapeAsync(ExpositionFormat.Text);
        Pass(Ttl + TimeSpan.FromSeconds(1));

        var read = await _scraper.ScrapeAsync();
        Assert.Empty(read.Of("windsock_flow_events_total"));
        Assert.Equal(1, read.Value("windsock_series_expired_total", ("family", "flow_events_total")));
        Assert.Equal(6, read.Value("windsock_series_expired_total", ("family", "denials_total")));
        Assert.Equal(0, read.Value("windsock_series", ("family", "flow_events_total")));
    }

    [Fact]
    public async Task Nothing_goes_before_its_time()
    {
        Observe("finished");
        await _scraper.ScrapeAsync();
        Pass(Ttl - TimeSpan.FromSeconds(1));

        Assert.True(await IsShown("finished"));
    }

    [Fact]
    public async Task Without_any_scrape_nothing_goes()
    {
        Observe("finished");
        Pass(Ttl * 100);

        Assert.True(await IsShown("finished"));
    }

    [Fact]
    public async Task A_scrape_that_broke_off_does_not_count()
    {
        Observe("finished");
        await _scraper.BreakOffAsync();
        Pass(Ttl * 2);

        Assert.Equal(1, _scraper.Registry.Ledger.Aborted);
        Assert.True(await IsShown("finished"));
    }

    [Fact]
    public async Task A_scrape_that_began_before_the_last_change_does_not_count()
    {
        Observe("finished");
        var stamp = _scraper.Flows.Clock.BeginScrape(ExpositionFormat.Text);
        Observe("finished");
        _scraper.Flows.Clock.CompleteScrape(stamp);
        Pass(Ttl * 2);

        Assert.True(await IsShown("finished"));
    }

    [Fact]
    public async Task Of_two_scrapes_at_once_the_later_start_counts_in_whatever_order_they_end()
    {
        var first = _scraper.Flows.Clock.BeginScrape(ExpositionFormat.Text);
        Observe("finished");
        var second = _scraper.Flows.Clock.BeginScrape(ExpositionFormat.Text);
        _scraper.Flows.Clock.CompleteScrape(second);
        _scraper.Flows.Clock.CompleteScrape(first);
        Pass(Ttl * 2);

        Assert.False(await IsShown("finished"));
    }

    [Fact]
    public async Task A_task_that_still_sends_keeps_all_its_series()
    {
        var task = Some.TaskPod(task: "busy");
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.DnsAnswer(3)), Some.FromClient(task)));
        for (var i = 0; i < 5; i++)
        {
            await _scraper.ScrapeAsync();
            _scraper.Time.Advance(Ttl / 2);
            _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(task)));
        }

        Assert.Single((await _scraper.PeekAsync()).Of("windsock_dns_queries_total"));
    }

    [Fact]
    public async Task A_task_that_comes_back_starts_anew_and_is_counted_in_full()
    {
        var task = Some.TaskPod(task: "daily");
        _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(task), 7));
        await _scraper.ScrapeAsync();
        Pass(Ttl * 2);
        _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(task), 3));

        Assert.Equal(3, (await _scraper.PeekAsync()).Sum("windsock_flow_events_total"));
    }

    [Fact]
    public async Task The_overflow_of_a_DAG_lives_as_long_as_a_task_counts_into_it()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 1, SeriesTtl = Ttl });
        var (own, folded) = (Some.TaskPod(task: "own"), Some.TaskPod(task: "folded"));
        scraper.Observe(Some.Batch((Some.Flow(), Some.FromClient(own)), (Some.Flow(), Some.FromClient(folded))));
        for (var i = 0; i < 4; i++)
        {
            await scraper.ScrapeAsync();
            scraper.Time.Advance(Ttl * 0.7);
            scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(folded)));
        }

        var rest = Assert.Single((await scraper.ScrapeAsync()).Of("windsock_flow_events_total"));
        Assert.Equal(("_other", 5), (rest.Label("task_id"), rest.Value));

        scraper.Time.Advance(Ttl * 2);
        scraper.Observe(Some.Batch());
        Assert.Empty((await scraper.PeekAsync()).Of("windsock_flow_events_total"));
    }

    [Fact]
    public async Task Room_that_expired_series_leave_is_used_again()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 1, SeriesTtl = Ttl });
        for (var day = 0; day < 3; day++)
        {
            scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod(task: $"day{day}"))));
            Assert.Equal($"day{day}", Assert.Single((await scraper.ScrapeAsync()).Of("windsock_flow_events_total")).Label("task_id"));
            scraper.Time.Advance(Ttl * 2);
            scraper.Observe(Some.Batch());
        }
    }

    private void Observe(string task) => _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod(task: task))));

    private void Pass(TimeSpan time)
    {
        _scraper.Time.Advance(time);
        _scraper.Observe(Some.Batch());
    }

    private async Task<bool> IsShown(string task) =>
        (await _scraper.PeekAsync()).Of("windsock_flow_events_total").Any(sample => sample.Label("task_id") == task);
}
