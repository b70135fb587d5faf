using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.Prometheus.Calls;

/// <summary>What a proxy's counters grew by, beside what access logs and Cilium tell of the same side.</summary>
public sealed class IncreaseMetricsTests
{
    private readonly Scraper _scraper = new();
    private readonly Owner _task = Some.TaskPod(account: "etl-sa");

    [Fact]
    public async Task An_increase_counts_all_its_requests_bytes_and_connections()
    {
        Observe(Some.FromClient(_task), Requests(CallReporter.Client, 7), Connections(CallReporter.Client, 3) with { Tls = TlsMode.Mutual });
        Observe(Some.FromServer(_task), Requests(CallReporter.Server, 2) with { Code = 503 });

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", "other", "200", 7), ("ingress", "other", "503", 2)], read.Of("windsock_http_requests_total").Select(sample => (sample.Label("direction"), sample.Label("method"), sample.Label("code"), sample.Value)).Order());
        Assert.Equal([("egress", 110), ("ingress", 900)], read.Of("windsock_sent_bytes_total").Select(sample => (sample.Label("direction"), sample.Value)).Order());
        Assert.Equal([("egress", 920), ("ingress", 100)], read.Of("windsock_received_bytes_total").Select(sample => (sample.Label("direction"), sample.Value)).Order());
        Assert.Equal([("mutual", 3)], read.Of("windsock_tls_connections_total").Select(sample => (sample.Label("tls"), sample.Value)));
        Assert.Equal(0, PassedOver(read, "no_connection"));
    }

    [Fact]
    public async Task Bytes_alone_are_no_request_and_no_connection()
    {
        Observe(Some.FromClient(_task), Requests(CallReporter.Client, 0), Connections(CallReporter.Client, 0));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(110, read.Sum("windsock_sent_bytes_total"));
        Assert.Equal((0, 0), (read.Sum("windsock_http_requests_total"), read.Sum("windsock_tls_connections_total")));
    }

    [Fact]
    public async Task An_increase_has_no_duration_and_is_no_example_but_leaves_the_one_there_is()
    {
        Observe(Some.FromServer(_task), Requests(CallReporter.Server, 5));
        var alone = await SentBytesAsync("ingress");
        Observe(Some.FromServer(Some.TaskPod(account: "etl-sa", tryNumber: 2, pod: "pod-2")), SomeCall.Http(CallReporter.Server));
        await SentBytesAsync("ingress");
        Observe(Some.FromServer(_task), Requests(CallReporter.Server, 5));

        Assert.DoesNotContain("# {", alone, StringComparison.Ordinal);
        Assert.Contains("2700 # {", await SentBytesAsync("ingress"), StringComparison.Ordinal);
        Assert.Equal(1, (await _scraper.ScrapeAsync()).Sum("windsock_http_request_duration_seconds_count"));
    }

    [Fact]
    public async Task A_side_whose_own_pod_sends_an_access_log_is_never_counted_from_counters_too()
    {
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Client), Requests(CallReporter.Client, 9, at: 60));
        Observe(Some.FromServer(_task), Requests(CallReporter.Server, 4, at: 60));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", 1), ("ingress", 4)], Requests(read));
        Assert.Equal(1, PassedOver(read, "access_log"));
    }

    [Fact]
    public async Task An_entry_of_a_request_that_ended_before_the_counters_were_read_is_in_them()
    {
        Observe(Some.FromClient(_task), Requests(CallReporter.Client, 5, at: 10));
        Observe(Some.FromClient(_task), Entry(at: 8, lasts: 1), Entry(at: 9, lasts: 2), Entry(at: 11, lasts: 1));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", 7)], Requests(read));
        Assert.Equal(1, PassedOver(read, "in_counters"));
    }

    [Fact]
    public async Task An_entry_of_a_connection_that_began_before_the_counters_were_read_is_partly_in_them_and_passed_over()
    {
        Observe(Some.FromClient(_task), Connections(CallReporter.Client, 1, at: 10));
        Observe(Some.FromClient(_task), Entry(at: 5, lasts: 60) with { Protocol = CallProtocol.Tcp }, Entry(at: 11, lasts: 60) with { Protocol = CallProtocol.Tcp });

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(10 + 100, read.Sum("windsock_sent_bytes_total"));
        Assert.Equal(2, read.Sum("windsock_tls_connections_total"));
        Assert.Equal(1, PassedOver(read, "in_counters"));
    }

    [Fact]
    public async Task A_side_whose_requests_Cilium_showed_first_stays_Ciliums_and_its_bytes_are_the_counters()
    {
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromClient(_task)));
        Observe(Some.FromClient(_task), Requests(CallReporter.Client, 5));
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromClient(_task)));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", 2)], Requests(read));
        Assert.Equal(100, read.Sum("windsock_sent_bytes_total"));
        Assert.Equal(1, PassedOver(read, "seen_before"));
    }

    [Fact]
    public async Task A_side_whose_counters_told_requests_first_stays_theirs_and_one_that_told_connections_does_not()
    {
        Observe(Some.FromClient(_task), Requests(CallReporter.Client, 5));
        Observe(Some.FromServer(_task), Connections(CallReporter.Server, 5));
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromClient(_task)));
        _scraper.Observe(Some.Batch(Some.Flow(l7: Some.Response()), Some.FromServer(_task)));

        var read = await _scraper.ScrapeAsync();
        Assert.Equal([("egress", 5), ("ingress", 1)], Requests(read));
        Assert.Equal(1, PassedOver(read, "proxy_reports"));
    }

    [Fact]
    public async Task A_client_whose_counters_are_read_is_not_counted_from_the_servers_access_log_too()
    {
        Observe(Some.FromClient(_task), Connections(CallReporter.Client, 1));
        Observe(Some.FromClient(_task), SomeCall.Http(CallReporter.Server) with { Tls = TlsMode.Plaintext, Time = Some.Noon.Add(TimeSpan.FromSeconds(60)) });

        var read = await _scraper.ScrapeAsync();
        Assert.Equal(10, read.Sum("windsock_sent_bytes_total"));
        Assert.Equal(1, PassedOver(read, "other_proxy"));
    }

    [Fact]
    public async Task Counters_of_another_proxy_count_for_nobody()
    {
        Observe(Some.FromClient(_task), Requests(CallReporter.Server, 5) with { Tls = TlsMode.Plaintext }, Requests(CallReporter.Waypoint, 5));

        var read = await _scraper.ScrapeAsync();
        Assert.Empty(Requests(read));
        Assert.Equal(2, PassedOver(read, "other_proxy"));
    }

    private static Call Requests(CallReporter reporter, int count, double at = 0) => Increase(reporter, at) with
    {
        Protocol = CallProtocol.Http11,
        Count = count,
        Code = 200,
        SentBytes = 100,
        ReceivedBytes = 900,
    };

    private static Call Connections(CallReporter reporter, int opened, double at = 0) => Increase(reporter, at) with
    {
        Protocol = CallProtocol.Tcp,
        Count = 0,
        Connections = opened,
        SentBytes = 10,
        ReceivedBytes = 20,
    };

    private static Call Increase(CallReporter reporter, double at) => new()
    {
        IsIncrease = true,
        Time = Some.Noon.Add(TimeSpan.FromSeconds(at)),
        Reporter = reporter,
        ClientIp = IpAddress.FromIPv4(0x0A000001),
    };

    private static Call Entry(double at, double lasts) => SomeCall.Http(CallReporter.Client, clientPort: (ushort)(40_000 + at)) with
    {
        RequestId = default,
        Time = Some.Noon.Add(TimeSpan.FromSeconds(at)),
        DurationNanoseconds = (long)(lasts * 1e9),
    };

    private static IEnumerable<(string?, double)> Requests(ParsedExposition read) =>
        read.Of("windsock_http_requests_total").GroupBy(sample => sample.Label("direction")).Select(group => ((string?)group.Key, group.Sum(sample => sample.Value))).Order();

    private async Task<string> SentBytesAsync(string direction) =>
        (await _scraper.TextAsync(Windsock.Exporter.Prometheus.Writing.ExpositionFormat.OpenMetrics)).Split('\n')
        .Single(line => line.StartsWith("windsock_sent_bytes_total", StringComparison.Ordinal) && line.Contains(direction, StringComparison.Ordinal));

    private static double? PassedOver(ParsedExposition read, string reason) => read.Value("windsock_calls_passed_over_total", ("reason", reason));

    private void Observe(FlowAttribution attribution, params Call[] calls) => _scraper.Flows.Observe(SomeCall.Of(attribution, calls));
}
