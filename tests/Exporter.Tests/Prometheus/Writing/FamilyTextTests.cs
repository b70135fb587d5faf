using System.Text;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Tests.Prometheus.Writing;

public class FamilyTextTests
{
    [Fact]
    public void OpenMetrics_names_a_counter_without_total_and_says_its_unit()
    {
        var text = new FamilyText(new MetricFamily("busy_seconds_total", MetricKind.Counter, "Time \"spent\".", []) { Unit = "seconds" });

        Assert.Equal("# HELP windsock_busy_seconds_total Time \"spent\".\n# TYPE windsock_busy_seconds_total counter\n", Encoding.UTF8.GetString(text.Header(ExpositionFormat.Text)));
        Assert.Equal("# TYPE windsock_busy_seconds counter\n# UNIT windsock_busy_seconds seconds\n# HELP windsock_busy_seconds Time \\\"spent\\\".\n", Encoding.UTF8.GetString(text.Header(ExpositionFormat.OpenMetrics)));
    }

    [Fact]
    public void An_info_is_a_gauge_in_the_text_format()
    {
        var text = new FamilyText(new MetricFamily("build_info", MetricKind.Info, "Version.", ["version"]));

        Assert.Equal("# HELP windsock_build_info Version.\n# TYPE windsock_build_info gauge\n", Encoding.UTF8.GetString(text.Header(ExpositionFormat.Text)));
        Assert.Equal("# TYPE windsock_build info\n# HELP windsock_build Version.\n", Encoding.UTF8.GetString(text.Header(ExpositionFormat.OpenMetrics)));
    }

    [Theory]
    [InlineData("flows", MetricKind.Counter, "ends in '_total'")]
    [InlineData("_total", MetricKind.Counter, "ends in '_total'")]
    [InlineData("build", MetricKind.Info, "ends in '_info'")]
    [InlineData("x_count", MetricKind.Gauge, "reserved")]
    [InlineData("x_total", MetricKind.Gauge, "reserved")]
    [InlineData("x_created_total", MetricKind.Counter, "reserved")]
    [InlineData("bad-name", MetricKind.Gauge, "letters")]
    [InlineData("windsock_x", MetricKind.Gauge, "without the prefix")]
    [InlineData("9x", MetricKind.Gauge, "letters")]
    [InlineData("x_seconds", MetricKind.Histogram, "buckets")]
    public void A_name_that_a_format_cannot_hold_stops_the_start(string name, MetricKind kind, string problem) =>
        Assert.Contains(problem, Refuse(new MetricFamily(name, kind, "Help.", [])), StringComparison.Ordinal);

    [Fact]
    public void Labels_help_unit_and_buckets_are_checked_too()
    {
        var gauge = new MetricFamily("x", MetricKind.Gauge, "Help.", []);
        Assert.Contains("reserved label", Refuse(gauge with { Labels = ["le"] }), StringComparison.Ordinal);
        Assert.Contains("label names", Refuse(gauge with { Labels = ["a", "a"] }), StringComparison.Ordinal);
        Assert.Contains("help", Refuse(gauge with { Help = "" }), StringComparison.Ordinal);
        Assert.Contains("help", Refuse(gauge with { Help = "a\nb" }), StringComparison.Ordinal);
        Assert.Contains("unit", Refuse(gauge with { Unit = "seconds" }), StringComparison.Ordinal);
        Assert.Contains("ascending", Refuse(new MetricFamily("x", MetricKind.Histogram, "Help.", []) { Buckets = [1, 1] }), StringComparison.Ordinal);
    }

    private static string Refuse(MetricFamily family) => Assert.Throws<ArgumentException>(() => new FamilyText(family)).Message;
}
