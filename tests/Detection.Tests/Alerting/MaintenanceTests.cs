using System.ComponentModel.DataAnnotations;
using Windsock.Detection.Alerting.Maintenance;
using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>When nobody wants to hear about what. The test's time begins on Tuesday 2023-11-14, 22:13:20 UTC.</summary>
public sealed class MaintenanceTests
{
    [Fact]
    public void An_alert_in_a_window_is_told_when_the_window_ends()
    {
        var booking = new Booking(Window("etl", "Tue 22:00-22:30")).Find(1).Until(990);
        Assert.Empty(booking.Told);
        Assert.Equal(1, booking.Metric("alerts_muted_total", "maintenance"));
        Assert.Equal("etl", Assert.Single(booking.Book.Current).Members[0].Subject.DagId);

        Assert.Equal((Some.At(1_000), Some.At(1)), (booking.Until(1_010).Only.At, booking.Only.StartsAt));
    }

    [Fact]
    public void An_alert_that_is_over_within_its_window_is_told_to_nobody_and_counted()
    {
        var booking = new Booking(Window("etl", "Tue 22:00-22:30")).Find(1).Clear(500).Until(2_000);

        Assert.Empty(booking.Told);
        Assert.Equal(1, booking.Metric("alerts_muted_total", "ended"));
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "muted"));
        Assert.Equal(0, booking.Metric("alerts_tracked"));
    }

    [Fact]
    public void One_member_outside_of_the_window_is_enough()
    {
        var booking = new Booking(Window("etl", "Tue 22:00-22:30")).Find(1).Until(100);
        Assert.Empty(booking.Told);

        Assert.Equal(2, booking.Find(100, "load", dag: "payments").Until(102).Only.MemberCount);
    }

    [Fact]
    public void What_was_told_before_the_window_is_not_repeated_in_it_but_its_end_is_told()
    {
        var booking = new Booking(Window("etl", "2023-11-14T22:20Z", "2023-11-15T10:00Z")).Find(1).Until(30_000);
        Assert.Equal(["firing etl.load"], booking.Words);

        Assert.Equal(AlertState.Resolved, booking.Clear(30_000).Until(30_020).Last.State);
    }

    [Fact]
    public void A_window_can_be_for_some_rules_only()
    {
        var booking = new Booking(options => options.Maintenance = [new MaintenanceOptions { Rules = "egress_*", When = "00:00-24:00" }]).Find(1).Find(1, rule: "quota").Until(10);

        Assert.Equal("quota", booking.Only.Rule);
    }

    [Theory]
    [InlineData("02:00-04:00", "2026-11-30T01:59:59Z", false)]
    [InlineData("02:00-04:00", "2026-11-30T02:00:00Z", true)]
    [InlineData("02:00-04:00", "2026-11-30T03:59:59Z", true)]
    [InlineData("02:00-04:00", "2026-11-30T04:00:00Z", false)]
    [InlineData("Sat 02:00-04:00", "2026-11-28T03:00:00Z", true)]
    [InlineData("Sat 02:00-04:00", "2026-11-29T03:00:00Z", false)]
    [InlineData("Sat 22:00-02:00", "2026-11-28T23:00:00Z", true)]
    [InlineData("Sat 22:00-02:00", "2026-11-29T01:59:00Z", true)]
    [InlineData("Sat 22:00-02:00", "2026-11-28T01:00:00Z", false)]
    [InlineData("Sat 22:00-02:00", "2026-11-29T22:00:00Z", false)]
    [InlineData("Mon-Fri 22:00-06:00", "2026-11-28T05:00:00Z", true)]
    [InlineData("Mon-Fri 22:00-06:00", "2026-11-29T05:00:00Z", false)]
    [InlineData("Fri-Mon 00:00-24:00", "2026-11-29T12:00:00Z", true)]
    [InlineData("Fri-Mon 00:00-24:00", "2026-12-01T12:00:00Z", false)]
    [InlineData("sat,SUN 10:00-10:01", "2026-11-29T10:00:30Z", true)]
    [InlineData("Sun 23:59-24:00", "2026-11-29T23:59:59Z", true)]
    [InlineData("Sun 23:59-24:00", "2026-11-30T00:00:00Z", false)]
    public void A_weekly_span_holds_its_beginning_and_not_its_end(string span, string time, bool isIn)
    {
        Assert.True(WeeklySpan.TryParse(span, out var weekly));
        Assert.Equal(isIn, weekly.Contains(Time(time)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sat")]
    [InlineData("Sat 2:00-4:00")]
    [InlineData("Sat 02:00")]
    [InlineData("Sat 02:00-02:00")]
    [InlineData("Sat 24:00-02:00")]
    [InlineData("Sat 02:60-03:00")]
    [InlineData("Sat 02:00-25:00")]
    [InlineData("Sam 02:00-04:00")]
    [InlineData("Sat- 02:00-04:00")]
    [InlineData("Mon-Wed-Fri 02:00-04:00")]
    [InlineData("Sat 02:00-04:00 UTC")]
    [InlineData("Sat +2:00-04:00")]
    public void What_is_no_span_is_refused(string text) => Assert.False(WeeklySpan.TryParse(text, out _));

    [Theory]
    [InlineData("", "", "", "either from and to, or when")]
    [InlineData("2026-01-01T00:00Z", "", "Sat 02:00-04:00", "either from and to, or when")]
    [InlineData("2026-01-01T00:00Z", "", "", "'' is not a time")]
    [InlineData("yesterday", "2026-01-01T00:00Z", "", "'yesterday' is not a time from 1970 to 2262 such as 2026-03-01T02:00Z")]
    [InlineData("2026-01-02T00:00Z", "2026-01-01T23:59+00:00", "", "to (2026-01-01T23:59+00:00) is not after from (2026-01-02T00:00Z)")]
    [InlineData("", "", "Sat 2-4", "'Sat 2-4' is not a span in UTC such as \"Sat 02:00-04:00\"")]
    public void A_window_that_is_none_says_what_one_is(string from, string to, string when, string problem)
    {
        var mistakes = new MaintenanceOptions { From = from, To = to, When = when }.Validate(new ValidationContext(new object()));

        Assert.Contains(problem, Assert.Single(mistakes).ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_without_an_offset_are_in_utc_and_offsets_count()
    {
        Assert.True(MaintenanceTimes.TryRead(new MaintenanceOptions { From = "2026-03-01T02:00", To = "2026-03-01T06:00:00+02:00" }, out var times, out _));

        Assert.Equal([false, true, true, false], new[] { "2026-03-01T01:59:59Z", "2026-03-01T02:00:00Z", "2026-03-01T03:59:59Z", "2026-03-01T04:00:00Z" }.Select(text => times.Contains(Time(text))));
    }

    private static Instant Time(string text) =>
        Instant.FromDateTimeOffset(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static Action<AlertingOptions> Window(string dags, string when) => options => options.Maintenance = [new MaintenanceOptions { Dags = dags, When = when }];

    private static Action<AlertingOptions> Window(string dags, string from, string to) =>
        options => options.Maintenance = [new MaintenanceOptions { Dags = dags, From = from, To = to }];
}
