using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Tests.Prometheus;

public class MetricReferenceTests
{
    [Fact]
    public void The_page_groups_families_and_lists_closed_values() => Golden.Matches(MetricReference.Render(
    [
        new MetricFamily("up", MetricKind.Gauge, "Is a|b up.", []),
        .. MetricRegistry.TaskFamilies.Where(family => family.Name is "denials_total" or "drops_total" or "http_request_duration_seconds"),
        new MetricFamily("build_info", MetricKind.Info, "Version.", ["version"]),
    ]));

    [Fact]
    public void Every_family_of_the_registry_is_on_the_page_once()
    {
        var families = new Scraper().Registry.Families;
        var page = MetricReference.Render(families);

        Assert.All(families, family => Assert.Equal(2, page.Split($"\n| `windsock_{family.Name}` |").Length));
    }
}
