using Windsock.Model.Alerts;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>However much is found, a bounded amount is kept, and what is left out is counted.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_subject_too_many_is_counted_and_the_alert_is_told_all_the_same()
    {
        var booking = new Booking(options => options.MaxMembersPerAlert = 2).Find(1, "a").Find(1, "b").Find(1, "c").Find(1, "a").Until(10);

        Assert.Equal(2, booking.Only.MemberCount);
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "member_limit"));
        Assert.Equal(2, booking.Book.MemberCount);
    }

    [Fact]
    public void Alerts_share_a_number_of_members()
    {
        var booking = new Booking(options => (options.MaxMembers, options.MaxMembersPerAlert) = (3, 3));
        for (var index = 0; index < 10; index++)
        {
            booking.Find(1, $"t{index}", $"c{index}");
        }

        Assert.Equal(3, booking.Until(10).Told.Count);
        Assert.Equal((3, 3), (booking.Book.MemberCount, booking.Book.AlertCount));
        Assert.Equal(7, booking.Metric("alert_members_dropped_total", "member_limit"));
    }

    [Fact]
    public void Who_is_told_to_be_gone_makes_room_for_others()
    {
        var booking = new Booking(options => options.MaxMembersPerAlert = 2).Find(1, "a").Find(1, "b").Until(100).Clear(100, "a").Until(20_000).Find(20_000, "c").Until(20_400);

        Assert.Equal("firing etl.b, etl.c", booking.Words[^1]);
        Assert.Equal(0, booking.Metric("alert_members_dropped_total", "member_limit"));
    }

    [Fact]
    public void An_alert_too_many_is_counted_while_all_others_fire()
    {
        var booking = new Booking(options => options.MaxAlerts = 2).Find(1, cause: "a").Find(1, cause: "b").Until(5).Find(5, cause: "c").Until(10);

        Assert.Equal(["a", "b"], booking.Told.Select(alert => alert.Cause));
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "alert_limit"));
    }

    [Fact]
    public void Alerts_that_are_over_make_room_first_then_those_that_do_not_fire_yet()
    {
        var booking = new Booking(options => (options.MaxAlerts, options.MinFindings) = (2, 2))
            .Find(1, cause: "over").Find(1, cause: "over").Clear(100).Find(200, cause: "waits").Find(300, cause: "new").Until(310);
        Assert.Equal(0, booking.Metric("alert_members_dropped_total", "pending_limit"));

        booking.Find(310, cause: "newer").Find(311, cause: "newer").Until(320);
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "pending_limit"));
        Assert.Equal(["over", "over", "newer"], booking.Told.Select(alert => alert.Cause));
        Assert.Equal(2, booking.Metric("alerts_tracked"));
    }

    [Fact]
    public void Every_series_is_there_from_the_start()
    {
        var booking = new Booking();
        var series = new List<string>();
        booking.Book.Collect(new SeriesNames(series));

        Assert.Contains("findings_total{more_than_usual,critical}", series);
        Assert.Contains("alert_messages_total{sensor_blind,resolved}", series);
        Assert.Contains("alerts_firing{quota}", series);
        Assert.Contains("alerts_inhibited_total{quota}", series);
        Assert.Contains("alerts_muted_total{maintenance}", series);
        Assert.Contains("alert_members_dropped_total{member_limit}", series);
        Assert.Equal(series.Count, series.Distinct().Count());
        Assert.Equal((5 * 3) + 5 + (5 * 2) + 5 + 2 + 5 + 7 + 2, series.Count);
        Assert.Equal(booking.Book.Families.Select(family => family.Name), series.Select(name => name.Split('{')[0]).Distinct());
    }

    [Fact]
    public void Messages_are_counted_by_rule_and_state()
    {
        var booking = new Booking().Find(1).Clear(100).Until(200);

        Assert.Equal(1, booking.Metric("alert_messages_total", "egress_denied", "firing"));
        Assert.Equal(1, booking.Metric("alert_messages_total", "egress_denied", "resolved"));
        Assert.Equal(AlertState.Resolved, booking.Last.State);
    }

    private sealed class SeriesNames(List<string> names) : Windsock.Model.Metrics.IMetricCollector
    {
        public void Add(Windsock.Model.Metrics.MetricFamily family, double value, params ReadOnlySpan<string> labelValues)
        {
            Assert.Equal(family.Labels.Length, labelValues.Length);
            Assert.True(value == 0 || family.Name == "alerts_capacity");
            names.Add($"{family.Name}{{{string.Join(',', labelValues.ToArray())}}}");
        }
    }
}
