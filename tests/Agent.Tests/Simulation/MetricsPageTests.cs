using Windsock.Agent.Simulation.Reconciliation;
using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Tests.Simulation;

public sealed class MetricsPageTests
{
    [Fact]
    public void Labels_are_unescaped_and_comments_passed_over()
    {
        var page = MetricsPage.Parse("# HELP a b\n# TYPE a counter\na_total{x=\"1\\\\2\\\"3\\n4, }\",y=\"\"} 12 1700000000\nb 3.5\n");

        Assert.Equal(2, page.Samples.Length);
        Assert.Equal("1\\2\"3\n4, }", page.Samples[0]["x"]);
        Assert.Equal("", page.Samples[0]["y"]);
        Assert.Equal((12, 3), (page.Sum("a_total"), page.Sum("b")));
    }

    [Theory]
    [InlineData("a{x=\"1\" 3")]
    [InlineData("a{x=\"1\"} three")]
    [InlineData("{} 1")]
    public void What_is_no_sample_is_refused(string line) => Assert.Throws<FormatException>(() => MetricsPage.Parse(line));

    [Fact]
    public void Sums_add_the_series_that_meet_all_conditions()
    {
        var page = MetricsPage.Parse("a{x=\"1\",y=\"1\"} 1\na{x=\"1\",y=\"2\"} 10\na{x=\"2\",y=\"1\"} 100\nab{x=\"1\",y=\"1\"} 1000");

        Assert.Equal(11, page.Sum("a", ("x", "1")));
        Assert.Equal(1, page.Sum("a", ("x", "1"), ("y", "1")));
    }

    [Fact]
    public void A_series_that_expired_and_came_back_keeps_its_past()
    {
        var history = new SeriesHistory();
        foreach (var text in new[] { "windsock_drops_total{task_id=\"t\"} 5", "", "windsock_drops_total{task_id=\"t\"} 2", "windsock_drops_total{task_id=\"t\"} 3" })
        {
            history.Observe(MetricsPage.Parse(text));
        }

        Assert.Equal(8, history.Totals[TrueSeries.Of("windsock_drops_total", ("task_id", "t"))]);
    }
}
