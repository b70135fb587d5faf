using System.ComponentModel.DataAnnotations;
using Windsock.FlowCollector.MeshMetrics;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

public sealed class MeshMetricsOptionsTests
{
    [Fact]
    public void The_defaults_are_good_and_ask_nobody()
    {
        Assert.Empty(Mistakes(new MeshMetricsOptions()));
        Assert.False(new MeshMetricsOptions().Enabled);
    }

    [Theory]
    [InlineData(4.9, 4, 15_020, 1_000_000, 100, 1, "Interval")]
    [InlineData(301, 4, 15_020, 1_000_000, 100, 1, "Interval")]
    [InlineData(15, 0.4, 15_020, 1_000_000, 100, 1, "Timeout")]
    [InlineData(60, 31, 15_020, 1_000_000, 100, 1, "Timeout")]
    [InlineData(15, 15.5, 15_020, 1_000_000, 100, 1, "Timeout")]
    [InlineData(15, 4, 0, 1_000_000, 100, 1, "Port")]
    [InlineData(15, 4, 65_536, 1_000_000, 100, 1, "Port")]
    [InlineData(15, 4, 15_020, 65_535, 100, 1, "ResponseLimitBytes")]
    [InlineData(15, 4, 15_020, 1_000_000, 99, 1, "SeriesLimit")]
    [InlineData(15, 4, 15_020, 1_000_000, 100, 0, "ConcurrentScrapes")]
    [InlineData(15, 4, 15_020, 1_000_000, 100, 33, "ConcurrentScrapes")]
    public void Values_out_of_range_are_refused(double interval, double timeout, int port, int bytes, int series, int scrapes, string key)
    {
        var options = new MeshMetricsOptions
        {
            Interval = TimeSpan.FromSeconds(interval),
            Timeout = TimeSpan.FromSeconds(timeout),
            Port = port,
            ResponseLimitBytes = bytes,
            SeriesLimit = series,
            ConcurrentScrapes = scrapes,
        };

        Assert.Equal(key, Assert.Single(Mistakes(options)));
    }

    private static List<string> Mistakes(MeshMetricsOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(result => result.MemberNames.First())];
    }
}
