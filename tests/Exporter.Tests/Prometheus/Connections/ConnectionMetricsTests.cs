using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Tests.Prometheus.Connections;

public class ConnectionMetricsTests
{
    private static readonly (string, string)[] Load = [("namespace", "airflow"), ("dag_id", "etl"), ("task_id", "load")];

    private readonly Scraper _scraper = new();
    private readonly Owner _task = Some.TaskPod();

    [Fact]
    public async Task A_connection_between_two_tasks_counts_once_for_each_side()
    {
        var server = Some.TaskPod(task: "serve");
        Observe(new FlowAttribution(
            Some.Deciding(_task), Some.Deciding(server), new Peer(PeerKind.Task, "airflow/etl.serve"), new Peer(PeerKind.Task, "airflow/etl.load"), AttributionKind.Task, AttributionClass.Exact));

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(1, Connections(read, "load", "egress", "established", "task"));
        Assert.Equal(1, Connections(read, "serve", "ingress", "established", "task"));
        Assert.Equal(2, read.Sum("windsock_connections_total"));
    }

    [Fact]
    public async Task A_side_that_does_not_decide_is_counted_by_another_agent()
    {
        Observe(Some.FromClient(_task) with { Client = new SideAttribution(_task, AttributionClass.Exact, AttributionReason.None, Decides: false) });

        Assert.Empty((await _scraper.ScrapeAsync()).Of("windsock_connections_total"));
    }

    [Fact]
    public async Task Every_outcome_has_its_series_and_every_connection_its_peer()
    {
        foreach (var outcome in Enum.GetValues<ConnectionOutcome>())
        {
            _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task), outcome));
        }

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(
            ["denied", "established", "refused", "reset", "timeout", "unanswered", "unknown"],
            read.Of("windsock_connections_total").Select(sample => sample.Label("outcome")).Order());
        Assert.Equal(7, read.Value("windsock_peer_connections_total", [.. Load, ("peer", "data/postgres")]));
    }

    [Fact]
    public async Task A_connection_that_an_audited_policy_would_have_denied_keeps_its_outcome_and_is_counted_apart()
    {
        _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task)) with { WouldBeDenied = true });

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(1, Connections(read, "load", "egress", "established", "service"));
        Assert.Equal(1, read.Value("windsock_connections_would_be_denied_total", [.. Load, ("direction", "egress"), ("peer_kind", "service")]));
    }

    [Fact]
    public async Task The_time_of_the_set_up_is_a_histogram_and_names_the_run_as_its_example()
    {
        _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task)) with { SetupTime = TimeSpan.FromMilliseconds(3), TraceId = "aa" });
        _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task)));

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(1, read.Value("windsock_connection_setup_seconds_count", [.. Load, ("direction", "egress")]));
        Assert.Equal(0.003, read.Value("windsock_connection_setup_seconds_sum", [.. Load, ("direction", "egress")]));
        Assert.Contains("run_id=\"manual__1\"", await _scraper.TextAsync(ExpositionFormat.OpenMetrics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_try_counts_with_its_best_supported_cause_and_every_other_cause_is_there_at_zero()
    {
        _scraper.Connections.Observe(Story(TryResult.Failed, FailureCause.PolicyDenied, FailureCause.DnsFailure));
        _scraper.Connections.Observe(Story(TryResult.Failed));
        _scraper.Connections.Observe(Story(TryResult.Succeeded, FailureCause.ServerError));
        _scraper.Connections.Observe(Story(TryResult.Unknown));
        _scraper.Connections.Observe(Story(TryResult.Running));

        var read = await _scraper.ScrapeAsync();

        Assert.Equal(
            [("failed", 2d), ("succeeded", 1d), ("unknown", 1d)],
            read.Of("windsock_task_tries_total").Select(sample => (sample.Label("result"), sample.Value)).Order());
        Assert.Equal(Enum.GetValues<FailureCause>().Length, read.Of("windsock_task_try_failures_total").Count());
        Assert.Equal(1, read.Value("windsock_task_try_failures_total", [.. Load, ("cause", "policy_denied")]));
        Assert.Equal(1, read.Value("windsock_task_try_failures_total", [.. Load, ("cause", "none_seen")]));
        Assert.Equal(2, read.Sum("windsock_task_try_failures_total"));
    }

    [Fact]
    public async Task Series_of_a_task_go_once_they_were_shown_and_the_task_is_quiet()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesTtl = TimeSpan.FromMinutes(1) });
        scraper.Connections.Observe(Some.Connection(Some.FromClient(_task)));
        await scraper.ScrapeAsync();
        scraper.Time.Advance(TimeSpan.FromMinutes(2));
        scraper.Connections.Observe(Some.Connection(Some.FromClient(Some.TaskPod(task: "other"))));

        Assert.Equal(["other"], (await scraper.ScrapeAsync()).Of("windsock_connections_total").Select(sample => sample.Label("task_id")));
    }

    [Fact]
    public async Task Peers_past_a_DAGs_budget_fold_and_sums_stay_exact()
    {
        var scraper = new Scraper(new PrometheusOptions { SeriesPerDag = 3, PeersPerTask = 2 });
        for (var i = 0; i < 20; i++)
        {
            scraper.Connections.Observe(Some.Connection(Some.FromClient(Some.TaskPod(task: $"t{i % 5}"), new Peer(PeerKind.Dns, $"p{i % 7}"))));
        }

        var read = await scraper.ScrapeAsync();

        Assert.Equal(20, read.Sum("windsock_connections_total"));
        Assert.Equal(20, read.Sum("windsock_peer_connections_total"));
        Assert.True(read.Value("windsock_series_folded_total", ("family", "peer_connections_total")) > 0);
    }

    [Fact]
    public async Task A_connection_from_the_future_or_without_a_time_gives_an_example_of_now()
    {
        _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task)) with { LastSeen = Some.Noon.Add(TimeSpan.FromDays(1)) });
        _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task), ConnectionOutcome.Refused) with { LastSeen = Instant.Missing });
        _scraper.Connections.Observe(Some.Connection(Some.FromClient(_task), ConnectionOutcome.Timeout) with { LastSeen = Some.Noon.Add(TimeSpan.FromSeconds(-3)) });
        _scraper.Connections.Observe(Story(TryResult.Unknown) with { EndedAt = Instant.Missing });

        var read = await _scraper.ScrapeAsync();

        Assert.Equal([1767355200.25, 1767355200.25, 1767355197.25], read.Of("windsock_connections_total").Select(sample => sample.ExemplarTime));
        Assert.Equal(1767355200.25, Assert.Single(read.Of("windsock_task_tries_total"), sample => sample.Value == 1).ExemplarTime);
    }

    [Fact]
    public void A_connection_of_a_known_task_costs_no_memory()
    {
        Connection[] connections =
        [
            .. from task in Enumerable.Range(0, 50).Select(i => Some.TaskPod(task: $"t{i}"))
               from outcome in Enum.GetValues<ConnectionOutcome>()
               select Some.Connection(Some.FromClient(task), outcome) with { SetupTime = TimeSpan.FromMilliseconds(2), WouldBeDenied = true, TraceId = "t" },
        ];
        Array.ForEach(connections, _scraper.Connections.Observe);
        Array.ForEach(connections, _scraper.Connections.Observe);

        // Code that is not optimised yet boxes; it is after some rounds.
        var allocated = long.MaxValue;
        for (var round = 0; round < 50_000 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var connection in connections)
            {
                _scraper.Connections.Observe(connection);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    private static double? Connections(ParsedExposition read, string task, string direction, string outcome, string kind) =>
        read.Value("windsock_connections_total", ("namespace", "airflow"), ("dag_id", "etl"), ("task_id", task), ("direction", direction), ("outcome", outcome), ("peer_kind", kind));

    private void Observe(FlowAttribution attribution) => _scraper.Connections.Observe(Some.Connection(attribution));

    private TryStory Story(TryResult result, params FailureCause[] causes) => new()
    {
        Id = "0123456789abcdef",
        Try = _task.Try!,
        Result = result,
        EndedAt = Some.Noon,
        Evidence = new TryEvidence(0, false, false, true, 10),
        Causes = [.. causes.Select(cause => new Diagnosis { Cause = cause, Confidence = Confidence.High, Sentence = "x", Retry = RetryAdvice.Unknown })],
    };
}
