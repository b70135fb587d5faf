using System.Diagnostics;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.Prometheus;

public class MetricRegistryTests
{
    private static readonly MetricFamily Build = new("build_info", MetricKind.Info, "Version of the agent, \"as built\".", ["version"]);
    private static readonly MetricFamily Up = new("source_up", MetricKind.Gauge, "1 while the stream of a source is established.", ["source"]);
    private static readonly MetricFamily Busy = new("stage_seconds_total", MetricKind.Counter, "Time a stage spent working.", ["stage"]) { Unit = "seconds" };

    [Fact]
    public async Task The_whole_page_in_the_text_format() => Golden.Matches(await Sample().TextAsync(ExpositionFormat.Text));

    [Fact]
    public async Task The_whole_page_in_OpenMetrics() => Golden.Matches(await Sample().TextAsync(ExpositionFormat.OpenMetrics));

    [Theory]
    [InlineData(ExpositionFormat.Text)]
    [InlineData(ExpositionFormat.OpenMetrics)]
    public async Task Two_sources_may_report_one_family_and_it_is_written_once(object format)
    {
        var scraper = new Scraper(null, Report(Up, collector => collector.Add(Up, 1, "hubble")), Report(Up, collector => collector.Add(Up, 0, "replay")));

        var read = await scraper.ScrapeAsync((ExpositionFormat)format);
        Assert.Equal([("hubble", 1d), ("replay", 0d)], read.Of("windsock_source_up").Select(sample => (sample.Label("source"), sample.Value)));
    }

    [Fact]
    public async Task A_source_that_fails_costs_its_own_numbers_only_and_is_counted()
    {
        var scraper = new Scraper(
            null,
            Report(Up, collector => { collector.Add(Up, 1, "hubble"); throw new InvalidOperationException("broken"); }),
            Report(Busy, collector => collector.Add(Busy, 0.25, "attribute", "one label too many")),
            Report(Build, collector => collector.Add(Build with { Name = "other_info" }, 1, "x")),
            Report(Build, collector => collector.Add(Build, 1, "1.0")));

        var read = await scraper.ScrapeAsync();
        Assert.Equal(1, read.Value("windsock_source_up", ("source", "hubble")));
        Assert.Equal(1, read.Value("windsock_build_info", ("version", "1.0")));
        Assert.Empty(read.Of("windsock_stage_seconds_total"));
        Assert.Equal(3, read.Value("windsock_metric_source_failures_total"));
    }

    [Theory]
    [InlineData("flow_events_total", MetricKind.Counter, "counted per task")]
    [InlineData("source_up", MetricKind.Gauge, "two ways")]
    public void A_name_that_is_taken_stops_the_start(string name, MetricKind kind, string problem)
    {
        var flows = new FlowMetrics(Some.Options(), TimeProvider.System);
        var failure = Assert.Throws<ArgumentException>(() => new MetricRegistry(flows, null, [Report(Up, _ => { }), Report(new MetricFamily(name, kind, "Another.", []), _ => { })]));
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closed_labels_of_the_agents_own_families_are_there_from_the_start()
    {
        var scraper = new Scraper();
        var read = await scraper.ScrapeAsync();

        foreach (var family in scraper.Registry.Families.Where(family => !family.Labels.Contains("dag_id")))
        {
            var expected = family.Labels.IsEmpty ? 1 : family.ClosedValues[family.Labels.Single()].Length;
            Assert.Equal(expected, read.Of("windsock_" + family.Name).Count());
        }

        Assert.DoesNotContain(read.Samples, sample => sample.Labels.Any(label => label.Name == "dag_id"));
    }

    [Fact]
    public async Task Closed_values_are_what_the_families_show()
    {
        var scraper = new Scraper();
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            foreach (var reason in Enum.GetValues<DropReason>().Append((DropReason)159))
            {
                var peer = new Peer((PeerKind)((int)reason % 7), "p");
                scraper.Observe(Some.Batch(Some.Flow(verdict, (L4Protocol)((int)reason % 6), reason), Some.FromClient(Some.TaskPod(), peer)));
            }
        }

        for (uint code = 0; code < 30; code++)
        {
            scraper.Observe(Some.Batch(Some.Flow(l7: Some.DnsAnswer(code)), Some.FromServer(Some.TaskPod())));
        }

        var read = await scraper.ScrapeAsync();
        Assert.All(MetricRegistry.TaskFamilies.SelectMany(family => family.ClosedValues.Select(closed => (family, closed.Key, closed.Value))), closed =>
        {
            Assert.Equal(closed.Value.Distinct().Count(), closed.Value.Length);
            Assert.Empty(read.Of("windsock_" + closed.family.Name).Select(sample => sample.Label(closed.Key)).Except(closed.Value));
        });
        Assert.Equal(MetricRegistry.TaskFamilies[1].ClosedValues["reason"].Order(), read.Of("windsock_drops_total").Select(sample => sample.Label("reason")).Distinct().Order());
        Assert.Equal(MetricRegistry.TaskFamilies[5].ClosedValues["rcode"].Order(), read.Of("windsock_dns_queries_total").Select(sample => sample.Label("rcode")).Order());
    }

    [Fact]
    public async Task Promtool_finds_nothing_to_say()
    {
        var promtool = RealParts.Require("PROMTOOL");
        var page = await Sample().TextAsync(ExpositionFormat.Text);

        using var check = Process.Start(new ProcessStartInfo(promtool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await check.StandardInput.WriteAsync(page);
        check.StandardInput.Close();
        var said = await check.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await check.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await check.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", said);
        Assert.Equal(0, check.ExitCode);
    }

    /// <summary>A page with every family and both of odd ids and folded series.</summary>
    private static Scraper Sample()
    {
        var options = Some.Options();
        options.PeersPerTask = 1;
        var scraper = new Scraper(options, Report(Build, collector => collector.Add(Build, 1, "0.1.0+\"dirty\"")), Report(Up, collector => collector.Add(Up, 1, "hubble")), Report(Busy, collector => collector.Add(Busy, 0.000025, "attribute")));
        var load = Some.TaskPod(run: "scheduled__2026-01-02T00:00:00+00:00", tryNumber: 2, mapIndex: 3, account: "etl", cloud: "etl@project.iam");
        var odd = Some.TaskPod("a\"b\\c\nd", "extract.größe", run: "manual");
        scraper.Observe(Some.Batch(
            (Some.Syn(), Some.FromClient(load)),
            (Some.Syn(), Some.FromClient(load, new Peer(PeerKind.Dns, "api.example.com"))),
            (Some.Flow(Verdict.Dropped, reason: DropReason.PolicyDenied), Some.FromClient(load)),
            (Some.Flow(l7: Some.Response(503, "POST", 0.0125), trace: "4bf92f3577b34da6a3ce929d0e0e4736"), Some.FromClient(load)),
            (Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(3)), Some.FromClient(odd)),
            (Some.Flow(), Some.FromServer(odd, new Peer(PeerKind.Entity, "world")))));
        return scraper;
    }

    private static ReportingSource Report(MetricFamily family, Action<IMetricCollector> report) => new([family], report);
}
