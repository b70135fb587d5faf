using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Flows;

public class FlowMetricsTests
{
    private static readonly (string, string)[] Load = [("namespace", "airflow"), ("dag_id", "etl"), ("task_id", "load")];

    private readonly Scraper _scraper = new();
    private readonly Owner _task = Some.TaskPod();

    [Fact]
    public async Task A_flow_counts_once_on_the_side_that_is_a_task()
    {
        Observe(Some.Flow(), Some.FromClient(_task), count: 3);
        Observe(Some.Flow(Verdict.Audit, L4Protocol.Udp), Some.FromServer(_task, new Peer(PeerKind.Entity, "world")));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(3, read.Value("windsock_flow_events_total", [.. Load, ("direction", "egress"), ("verdict", "forwarded"), ("protocol", "tcp"), ("peer_kind", "service")]));
        Assert.Equal(1, read.Value("windsock_flow_events_total", [.. Load, ("direction", "ingress"), ("verdict", "audit"), ("protocol", "udp"), ("peer_kind", "entity")]));
        Assert.Equal(4, read.Sum("windsock_flow_events_total"));
    }

    [Fact]
    public async Task A_flow_between_two_tasks_counts_for_both_with_their_own_direction()
    {
        var other = Some.TaskPod(task: "serve");
        Observe(Some.Flow(reply: ReplyState.Reply), new FlowAttribution(
            Some.Deciding(_task), Some.Deciding(other), new Peer(PeerKind.Task, "etl.serve"), new Peer(PeerKind.Task, "etl.load"), AttributionKind.Task, AttributionClass.Exact));

        var events = (await _scraper.ScrapeAsync()).Of("windsock_flow_events_total").ToList();
        Assert.Equal([("load", "egress"), ("serve", "ingress")], events.Select(sample => (sample.Label("task_id"), sample.Label("direction"))).Order());
    }

    [Fact]
    public async Task A_side_that_does_not_decide_or_is_no_task_is_not_counted()
    {
        var component = new Owner { Kind = OwnerKind.Component, Component = "scheduler" };
        Observe(Some.Flow(), Some.FromClient(_task) with { Client = Some.Deciding(_task) with { Decides = false } });
        Observe(Some.Flow(), Some.FromClient(component));
        Observe(Some.Flow(), default);

        Assert.Empty((await _scraper.ScrapeAsync()).Of("windsock_flow_events_total"));
    }

    [Fact]
    public async Task Executor_and_operator_pod_of_one_try_are_one_task()
    {
        Observe(Some.Flow(), Some.FromClient(_task));
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod()));

        Assert.Equal(2, Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_flow_events_total")).Value);
    }

    [Fact]
    public async Task Drops_count_by_reason_and_policy_drops_are_denials()
    {
        Observe(Some.Flow(Verdict.Dropped, reason: DropReason.PolicyDenied), Some.FromClient(_task), count: 2);
        Observe(Some.Flow(Verdict.Dropped, reason: DropReason.CtMapInsertionFailed), Some.FromClient(_task));
        Observe(Some.Flow(Verdict.Dropped, reason: (DropReason)159), Some.FromClient(_task));
        Observe(Some.Flow(Verdict.Dropped), Some.FromClient(_task));
        Observe(Some.Flow(Verdict.Forwarded, reason: DropReason.PolicyDenied), Some.FromClient(_task));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(2, Drops(read, "policy_denied"));
        Assert.Equal(1, Drops(read, "ct_map_insertion_failed"));
        Assert.Equal(1, Drops(read, "unlisted"));
        Assert.Equal(1, Drops(read, "drop_reason_unknown"));
        Assert.Equal(5, read.Sum("windsock_drops_total"));
        Assert.Equal(2, read.Value("windsock_denials_total", [.. Load, ("layer", "l3_l4"), ("cause", "policy_denied")]));
        Assert.Equal(2, read.Sum("windsock_denials_total"));
    }

    [Fact]
    public async Task A_request_refused_by_the_proxy_is_a_denial_of_layer_7_and_its_403_is_not_one_more()
    {
        Observe(Some.Flow(Verdict.Dropped, l7: Some.Response() with { Kind = L7Kind.Request, Code = 0 }), Some.FromClient(_task));
        Observe(Some.Flow(l7: Some.Response(403)), Some.FromClient(_task));
        Observe(Some.Flow(Verdict.Dropped, l7: Some.DnsAnswer(5) with { Kind = L7Kind.Request }), Some.FromClient(_task));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(1, read.Value("windsock_denials_total", [.. Load, ("layer", "l7"), ("cause", "http")]));
        Assert.Equal(1, read.Value("windsock_denials_total", [.. Load, ("layer", "l7"), ("cause", "dns")]));
        Assert.Equal(2, read.Sum("windsock_denials_total"));
        Assert.Equal(1, read.Value("windsock_http_requests_total", [.. Load, ("direction", "egress"), ("method", "GET"), ("code", "403")]));
    }

    [Fact]
    public async Task Denials_are_there_at_zero_from_the_first_flow()
    {
        Observe(Some.Flow(), Some.FromClient(_task));

        var denials = (await _scraper.ScrapeAsync()).Of("windsock_denials_total").ToList();
        Assert.Equal(6, denials.Count);
        Assert.All(denials, sample => Assert.Equal(0, sample.Value));
    }

    [Fact]
    public async Task Http_responses_count_by_method_and_code_and_requests_do_not()
    {
        Observe(Some.Flow(l7: Some.Response(503, "POST")), Some.FromServer(_task));
        Observe(Some.Flow(l7: Some.Response(0, "BREW")), Some.FromClient(_task));
        Observe(Some.Flow(l7: Some.Response() with { Kind = L7Kind.Request }), Some.FromClient(_task));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(1, read.Value("windsock_http_requests_total", [.. Load, ("direction", "ingress"), ("method", "POST"), ("code", "503")]));
        Assert.Equal(1, read.Value("windsock_http_requests_total", [.. Load, ("direction", "egress"), ("method", "other"), ("code", "other")]));
        Assert.Equal(2, read.Sum("windsock_http_requests_total"));
    }

    [Fact]
    public async Task Latencies_fall_into_cumulative_buckets()
    {
        foreach (var seconds in new[] { 0.005, 0.02, 0.02, 40, -1 })
        {
            Observe(Some.Flow(l7: Some.Response(seconds: seconds)), Some.FromClient(_task));
        }

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(2, Bucket(read, "0.005"));
        Assert.Equal(2, Bucket(read, "0.01"));
        Assert.Equal(4, Bucket(read, "0.025"));
        Assert.Equal(4, Bucket(read, "30.0"));
        Assert.Equal(5, Bucket(read, "+Inf"));
        Assert.Equal(5, read.Value("windsock_http_request_duration_seconds_count", [.. Load, ("direction", "egress")]));
        Assert.Equal(40.045, read.Value("windsock_http_request_duration_seconds_sum", [.. Load, ("direction", "egress")])!.Value, 1e-9);
    }

    [Fact]
    public async Task Dns_responses_count_by_rcode()
    {
        Observe(Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(0)), Some.FromClient(_task));
        Observe(Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(3)), Some.FromClient(_task), count: 2);
        Observe(Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(4_000_000_000)), Some.FromClient(_task));
        Observe(Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(0) with { Kind = L7Kind.Request }), Some.FromClient(_task));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("noerror", 1d), ("nxdomain", 2d), ("other", 1d)], read.Of("windsock_dns_queries_total").Select(sample => (sample.Label("rcode"), sample.Value)));
    }

    [Fact]
    public async Task A_cloud_identity_that_becomes_known_later_or_changes_is_shown_instead_of_what_was()
    {
        foreach (var cloud in (string[])["", "arn:aws:iam::1:role/old", "arn:aws:iam::1:role/new", ""])
        {
            Observe(Some.Flow(), Some.FromClient(Some.TaskPod(account: "etl", cloud: cloud)));
        }

        var identity = Assert.Single((await _scraper.ScrapeAsync()).Of("windsock_dag_identity_info"));
        Assert.Equal(("etl", "arn:aws:iam::1:role/new", 1), (identity.Label("service_account"), identity.Label("cloud_identity"), identity.Value));
    }

    [Fact]
    public async Task Identities_of_a_task_are_shown_once_each()
    {
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod(account: "etl", cloud: "arn:aws:iam::1:role/etl")), count: 2);
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod(account: "etl", cloud: "arn:aws:iam::1:role/etl")));
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod(account: "other")));
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod()));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal("info", read.Types["windsock_dag_identity"]);
        Assert.Equal(1, read.Value("windsock_dag_identity_info", [.. Load, ("service_account", "etl"), ("spiffe_id", ""), ("cloud_identity", "arn:aws:iam::1:role/etl")]));
        Assert.Equal(2, read.Of("windsock_dag_identity_info").Count());
    }

    [Fact]
    public async Task Numbers_outside_the_enumerations_do_not_break_the_count()
    {
        Observe(Some.Flow((Verdict)200, (L4Protocol)99), Some.FromClient(_task, new Peer((PeerKind)77, "x")));
        Observe(Some.Flow(Verdict.Dropped, reason: (DropReason)60_000), Some.FromClient(_task) with { ServerAsPeer = null! });

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(1, read.Value("windsock_flow_events_total", [.. Load, ("direction", "egress"), ("verdict", "verdict_unknown"), ("protocol", "other"), ("peer_kind", "unknown")]));
        Assert.Equal(1, Drops(read, "unlisted", "unknown"));
    }

    [Fact]
    public async Task Ids_of_any_text_are_escaped_and_read_back()
    {
        var odd = Some.TaskPod(dag: "a\"b\\c\nd", task: "t\uD800{x=\"y\"}", ns: "ñ\U0001F300");
        Observe(Some.Syn(), Some.FromClient(odd, new Peer(PeerKind.Dns, "evil\"} 99\n# TYPE x counter\nx 1")));

        foreach (var format in Enum.GetValues<ExpositionFormat>())
        {
            var sample = Assert.Single((await _scraper.ScrapeAsync(format)).Of("windsock_peer_connections_total"));
            Assert.Equal(("ñ\U0001F300", "a\"b\\c\nd", "t\uFFFD{x=\"y\"}"), (sample.Label("namespace"), sample.Label("dag_id"), sample.Label("task_id")));
            Assert.Equal("evil\"} 99\n# TYPE x counter\nx 1", sample.Label("peer"));
        }
    }

    [Fact]
    public async Task An_example_is_the_first_event_after_a_scrape_began()
    {
        Observe(Some.Flow(trace: "aa"), Some.FromClient(Some.TaskPod(run: "one")));
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod(run: "two")));
        Assert.Equal("one", RunOf(await _scraper.ScrapeAsync()));

        Observe(Some.Flow(), Some.FromClient(Some.TaskPod(run: "three")));
        Observe(Some.Flow(), Some.FromClient(Some.TaskPod(run: "four")));
        Assert.Equal("three", RunOf(await _scraper.ScrapeAsync()));

        static string RunOf(ParsedExposition read) =>
            Assert.Single(read.Of("windsock_flow_events_total")).ExemplarLabels!.Single(label => label.Name == "run_id").Value;
    }

    [Fact]
    public async Task Buckets_have_examples_inside_their_bounds_and_text_has_none()
    {
        Observe(Some.Flow(l7: Some.Response(seconds: 0.02), trace: "bb"), Some.FromClient(_task));
        Observe(Some.Flow(l7: Some.Response(seconds: 99)), Some.FromClient(_task));

        var examples = (await _scraper.ScrapeAsync()).Of("windsock_http_request_duration_seconds_bucket").Where(sample => sample.ExemplarLabels is not null).ToList();
        Assert.Equal([("0.025", 0.02), ("+Inf", 99)], examples.Select(sample => (sample.Label("le"), sample.ExemplarValue)));
        Assert.Equal([("run_id", "manual__1"), ("try_number", "1"), ("trace_id", "bb")], examples[0].ExemplarLabels!);
        Assert.All((await _scraper.ScrapeAsync(ExpositionFormat.Text)).Samples, sample => Assert.Null(sample.ExemplarLabels));
    }

    [Fact]
    public async Task A_flow_from_the_future_or_without_a_time_gets_the_time_of_receipt()
    {
        Observe(Some.Flow() with { Time = Instant.Missing }, Some.FromClient(_task));
        Observe(Some.Flow(Verdict.Audit) with { Time = Some.Noon.Add(TimeSpan.FromDays(1)) }, Some.FromClient(_task));
        Observe(Some.Flow(Verdict.Traced) with { Time = Some.Noon.Add(TimeSpan.FromSeconds(-3)) }, Some.FromClient(_task));

        var times = (await _scraper.ScrapeAsync()).Of("windsock_flow_events_total").Select(sample => sample.ExemplarTime);
        Assert.Equal([1767355200.25, 1767355200.25, 1767355197.25], times);
    }

    private static double? Drops(ParsedExposition read, string reason, string kind = "service") =>
        read.Value("windsock_drops_total", [.. Load, ("direction", "egress"), ("reason", reason), ("peer_kind", kind)]);

    private static double? Bucket(ParsedExposition read, string bound) =>
        read.Value("windsock_http_request_duration_seconds_bucket", [.. Load, ("direction", "egress"), ("le", bound)]);

    private void Observe(Flow flow, FlowAttribution attribution, int count = 1) => _scraper.Observe(Some.Batch(flow, attribution, count));
}
