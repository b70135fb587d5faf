using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Calls;

public sealed class CallMetricsTests
{
    private const string Id = "spiffe://cluster.local/ns/airflow/sa/etl-sa";

    private readonly Scraper _scraper = new();
    private readonly Owner _task = Some.TaskPod(account: "etl-sa");

    [Fact]
    public async Task The_own_proxy_of_a_side_counts_its_request_bytes_and_connection()
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client));
        Observe(Some.FromServer(_task), SomeCall.Http(CallReporter.Server, 503));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", "200", 1), ("ingress", "503", 1)], read.Of("windsock_http_requests_total").Select(sample => (sample.Label("direction"), sample.Label("code"), sample.Value)).Order());
        Assert.Equal([("egress", 100), ("ingress", 900)], read.Of("windsock_sent_bytes_total").Select(sample => (sample.Label("direction"), sample.Value)).Order());
        Assert.Equal([("egress", 900), ("ingress", 100)], read.Of("windsock_received_bytes_total").Select(sample => (sample.Label("direction"), sample.Value)).Order());
        Assert.Equal([("mutual", 1), ("unknown", 1)], read.Of("windsock_tls_connections_total").Select(sample => (sample.Label("tls"), sample.Value)).Order());
    }

    [Fact]
    public async Task A_request_that_both_proxies_report_counts_once_for_each_side_that_is_a_task()
    {
        var both = new FlowAttribution(
            Some.Deciding(_task), Some.Deciding(Some.TaskPod(task: "serve")), Some.Postgres, Some.Postgres, AttributionKind.Task, AttributionClass.Exact);
        Observe(both, SomeCall.Http(CallReporter.Client), SomeCall.Http(CallReporter.Server));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(2, read.Sum("windsock_http_requests_total"));
        Assert.Equal([("load", "egress"), ("serve", "ingress")], read.Of("windsock_http_requests_total").Select(sample => (sample.Label("task_id"), sample.Label("direction"))).Order());
        Assert.Equal(2, PassedOver(read, "other_proxy"));
    }

    [Theory]
    [InlineData(TlsMode.Plaintext, 1)]
    [InlineData(TlsMode.Simple, 1)]
    [InlineData(TlsMode.Mutual, 0)]
    [InlineData(TlsMode.Unknown, 0)]
    public async Task An_entry_of_the_servers_proxy_counts_for_a_client_that_it_shows_to_have_none(TlsMode tls, int requests)
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Server) with { Tls = tls });

        Assert.Equal(requests, (await _scraper.ScrapeAsync()).Sum("windsock_http_requests_total"));
    }

    [Fact]
    public async Task A_client_whose_own_proxy_reports_is_not_counted_from_the_servers_even_in_plaintext()
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client), SomeCall.Http(CallReporter.Server) with { Tls = TlsMode.Plaintext });

        Assert.Equal(1, (await _scraper.ScrapeAsync()).Sum("windsock_http_requests_total"));
    }

    [Fact]
    public async Task Gateways_and_waypoints_count_for_nobody()
    {
        foreach (var reporter in new[] { CallReporter.Gateway, CallReporter.Waypoint, CallReporter.Unknown })
        {
            Observe(Some.FromClient(_task), SomeCall.Http(reporter));
            Observe(Some.FromServer(_task), SomeCall.Http(reporter));
        }

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(0, read.Sum("windsock_http_requests_total"));
        Assert.Equal(6, PassedOver(read, "other_proxy"));
    }

    [Fact]
    public async Task Events_of_Cilium_are_no_requests_once_the_sides_proxy_reports()
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client));
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromClient(_task)));
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromServer(_task)));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", 1), ("ingress", 1)], read.Of("windsock_http_requests_total").Select(sample => (sample.Label("direction"), sample.Value)).Order());
        Assert.Equal(1, PassedOver(read, "proxy_reports"));
    }

    [Fact]
    public async Task The_entry_of_a_request_that_Cilium_told_before_counts_its_bytes_alone()
    {
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response() with { RequestId = SomeCall.RequestText }), Some.FromClient(_task)));
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client), SomeCall.Http(CallReporter.Client) with { RequestId = new FlowId(3, 4) });

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(2, read.Sum("windsock_http_requests_total"));
        Assert.Equal(200, read.Sum("windsock_sent_bytes_total"));
        Assert.Equal(1, PassedOver(read, "seen_before"));
    }

    [Fact]
    public async Task A_client_whose_requests_Cilium_shows_is_not_counted_from_the_servers_proxy_too()
    {
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromClient(_task)));
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Server) with { Tls = TlsMode.Plaintext });

        Assert.Equal(1, (await _scraper.ScrapeAsync()).Sum("windsock_http_requests_total"));
    }

    [Fact]
    public async Task Requests_over_one_connection_are_one_connection_and_another_port_is_another()
    {
        Observe(Some.FromServer(_task), SomeCall.Http(CallReporter.Server), SomeCall.Http(CallReporter.Server), SomeCall.Http(CallReporter.Server, clientPort: 40_001));
        Observe(Some.FromServer(_task), SomeCall.Http(CallReporter.Server, clientPort: 0));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(2, read.Sum("windsock_tls_connections_total"));
        Assert.Equal(4, read.Sum("windsock_http_requests_total"));
        Assert.Equal(1, PassedOver(read, "no_connection"));
    }

    [Fact]
    public async Task A_connection_is_counted_at_its_end_and_has_no_request()
    {
        var tcp = SomeCall.Http(CallReporter.Client, 0) with { Protocol = CallProtocol.Tcp, Method = "" };
        Observe(Some.FromClient(_task), tcp with { IsFinal = false, SentBytes = 50 }, tcp);

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(0, read.Sum("windsock_http_requests_total"));
        Assert.Equal(100, read.Sum("windsock_sent_bytes_total"));
        Assert.Equal(1, PassedOver(read, "not_final"));
    }

    [Fact]
    public async Task Sizes_and_durations_that_are_not_told_are_none()
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client) with { SentBytes = -1, ReceivedBytes = -1, DurationNanoseconds = -1 });

        var read = await _scraper.ScrapeAsync();
        Assert.Empty(read.Of("windsock_sent_bytes_total"));
        Assert.Empty(read.Of("windsock_http_request_duration_seconds_count"));
    }

    [Fact]
    public async Task Sizes_that_nobody_can_have_sent_do_not_make_a_counter_fall()
    {
        var call = SomeCall.Http(CallReporter.Client) with { SentBytes = long.MaxValue, DurationNanoseconds = long.MaxValue };
        Observe(Some.FromClient(_task), call, call, SomeCall.Http(CallReporter.Client));

        Assert.Equal((double)long.MaxValue, (await _scraper.ScrapeAsync()).Sum("windsock_sent_bytes_total"));
    }

    [Fact]
    public async Task A_verified_id_joins_the_identity_that_was_shown_without_it()
    {
        _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(_task)));
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Server) with { ClientPrincipal = Id });
        _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod(account: "etl-sa", tryNumber: 2))));

        var identity = Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_dag_identity_info"));
        Assert.Equal(("etl-sa", Id, 1), (identity.Label("service_account"), identity.Label("spiffe_id"), identity.Value));
    }

    [Fact]
    public async Task A_cloud_identity_that_becomes_known_later_joins_the_verified_id()
    {
        _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(_task)));
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Server) with { ClientPrincipal = Id });
        _scraper.Observe(Some.Batch(Some.Flow(), Some.FromClient(Some.TaskPod(account: "etl-sa", cloud: "arn:aws:iam::1:role/etl", tryNumber: 2))));
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Server) with { ClientPrincipal = Id });

        var identity = Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_dag_identity_info"));
        Assert.Equal((Id, "arn:aws:iam::1:role/etl"), (identity.Label("spiffe_id"), identity.Label("cloud_identity")));
    }

    [Theory]
    [InlineData(CallReporter.Client, TlsMode.Mutual, Id)]
    [InlineData(CallReporter.Server, TlsMode.Plaintext, Id)]
    [InlineData(CallReporter.Server, TlsMode.Mutual, "spiffe://cluster.local/ns/kube-system/sa/etl-sa")]
    [InlineData(CallReporter.Server, TlsMode.Mutual, "spiffe://cluster.local/ns/airflow/sa/admin")]
    [InlineData(CallReporter.Server, TlsMode.Mutual, "etl-sa")]
    public async Task An_id_that_nobody_verified_or_that_is_anothers_is_not_shown(CallReporter reporter, TlsMode tls, string id)
    {
        Observe(Some.FromClient(_task), SomeCall.Http(reporter) with { ClientPrincipal = id, Tls = tls });

        Assert.Equal("", Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_dag_identity_info")).Label("spiffe_id"));
    }

    [Fact]
    public async Task A_call_is_an_example_with_its_run_and_trace()
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client));

        var line = (await _scraper.TextAsync(Windsock.Exporter.Prometheus.Writing.ExpositionFormat.OpenMetrics)).Split('\n').First(text => text.StartsWith("windsock_http_requests_total", StringComparison.Ordinal));
        Assert.Contains("run_id=\"manual__1\"", line, StringComparison.Ordinal);
        Assert.Contains("trace_id=\"00000000000000010000000000000002\"", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sides_that_do_not_decide_or_are_no_tasks_are_not_counted()
    {
        Observe(Some.FromClient(_task) with { Client = Some.Deciding(_task) with { Decides = false } }, SomeCall.Http(CallReporter.Client));
        Observe(default, SomeCall.Http(CallReporter.Client));

        Assert.Empty((await _scraper.ScrapeAsync()).Of("windsock_http_requests_total"));
    }

    private static double? PassedOver(ParsedExposition read, string reason) => read.Value("windsock_calls_passed_over_total", ("reason", reason));

    private void Observe(FlowAttribution attribution, params Call[] calls) => _scraper.Flows.Observe(SomeCall.Of(attribution, calls));
}
