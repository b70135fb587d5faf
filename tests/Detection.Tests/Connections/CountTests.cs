using System.ComponentModel.DataAnnotations;
using Windsock.Detection.Connections;
using Windsock.Detection.Connections.Reading;
using Windsock.Model.Metrics;

namespace Windsock.Detection.Tests.Connections;

public sealed class CountTests
{
    [Fact]
    public void Every_series_is_there_from_the_start_family_by_family()
    {
        var counts = new ConnectionCounts(1_000);
        var collected = new CollectingMetrics();
        counts.Collect(collected);

        Assert.Equal(counts.Families, collected.Series.Select(series => series.Family).Distinct());
        Assert.All(collected.Series, series => Assert.Equal(series.Family.Labels.Length, series.Labels.Length));
        Assert.Equal(Enum.GetValues<FlowUse>().Length, collected.Series.Count(series => series.Family.Labels is ["use"]));
        Assert.Equal(Enum.GetValues<GiveUpReason>().Length, collected.Series.Count(series => series.Family.Labels is ["reason"]));
        Assert.Equal([1_000], collected.Series.Select(series => series.Value).Where(value => value != 0));
    }

    [Fact]
    public void Every_event_is_counted_once_by_its_use()
    {
        var talk = new Dialogue();
        var tracking = new Tracking().See(talk.Syn(1), talk.SynAck(1.1), (talk with { Client = "10.0.9.9" }).Syn(1), talk.Dropped(2) with { Protocol = default });

        Assert.Equal(4, Enum.GetValues<FlowUse>().Sum(tracking.Counts.EventsUsed));
        Assert.Equal(2, tracking.Counts.EventsUsed(FlowUse.Tracked));
    }

    [Fact]
    public void The_default_options_are_in_their_ranges()
    {
        var options = new ConnectionOptions();

        Assert.True(Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
        options.SynTimeout = TimeSpan.Zero;
        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true));
    }

    private sealed class CollectingMetrics : IMetricCollector
    {
        public List<(MetricFamily Family, double Value, string[] Labels)> Series { get; } = [];

        public void Add(MetricFamily family, double value, params ReadOnlySpan<string> labelValues) => Series.Add((family, value, labelValues.ToArray()));
    }
}
