using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Prometheus;

namespace Windsock.Exporter.Tests.Prometheus;

public class PrometheusOptionsTests
{
    [Fact]
    public void The_defaults_are_in_range() => Assert.Empty(Problems(new PrometheusOptions()));

    [Fact]
    public void Every_value_out_of_range_is_named()
    {
        var problems = Problems(new PrometheusOptions
        {
            SeriesPerFamily = 999,
            SeriesPerDag = 99,
            PeersPerTask = 0,
            SeriesTtl = TimeSpan.FromSeconds(9),
            ScrapeTimeout = TimeSpan.FromMinutes(11),
        });

        Assert.Equal(typeof(PrometheusOptions).GetProperties().Select(property => property.Name).Order(), problems.SelectMany(problem => problem.MemberNames).Order());
    }

    private static List<ValidationResult> Problems(PrometheusOptions options)
    {
        var problems = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        return problems;
    }
}
