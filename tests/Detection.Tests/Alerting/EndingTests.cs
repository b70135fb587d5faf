using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>When an alert is over, and when it only seems to be.</summary>
public sealed class EndingTests
{
    private const double Day = 86_400;

    [Fact]
    public void What_was_not_seen_for_a_day_is_over()
    {
        var booking = new Booking(options => options.RepeatInterval = TimeSpan.FromDays(30)).Find(1).Until(Day - 60);
        Assert.Single(booking.Told);

        var last = booking.Until(Day + 60).Last;
        Assert.Equal((AlertState.Resolved, "not seen for 24 h"), (last.State, last.ResolvedBecause));
        Assert.Equal(last.At, last.EndsAt);
        Assert.Empty(booking.Book.Current);
    }

    [Fact]
    public void A_condition_is_over_after_five_minutes()
    {
        var booking = new Booking().Find(1, rule: "proxy_down").Find(200, rule: "proxy_down").Until(499);
        Assert.Single(booking.Told);

        Assert.Equal("not seen for 5 min", booking.Until(501).Last.ResolvedBecause);
    }

    [Fact]
    public void A_later_try_in_order_ends_it_at_once()
    {
        var booking = new Booking().Find(1, tryId: "a").Clear(3_600).Until(3_601);

        Assert.Equal(["firing etl.load", "resolved etl.load"], booking.Words);
        Assert.Equal("a later try was in order", booking.Last.ResolvedBecause);
        Assert.Equal(booking.Told[0].StartsAt, booking.Last.StartsAt);
        Assert.True(booking.Last.Revision > booking.Told[0].Revision);
    }

    [Fact]
    public void It_fires_for_a_minute_at_least_and_is_never_over_before_it_was_told()
    {
        var booking = new Booking().Find(1).Clear(1.2).Until(60.5);
        Assert.Equal(["firing etl.load"], booking.Words);

        Assert.Equal(["firing etl.load", "resolved etl.load"], booking.Until(62).Words);
        Assert.Equal(["firing etl.load", "resolved etl.load"], new Booking(options => options.MinFiring = TimeSpan.Zero).Find(1).Clear(1.1).Until(10).Words);
    }

    [Fact]
    public void A_finding_after_an_all_clear_keeps_it_firing()
    {
        var booking = new Booking().Find(1).Clear(10).Find(20).Until(3_000);

        Assert.Equal(["firing etl.load"], booking.Words);
    }

    [Fact]
    public void An_all_clear_of_one_cause_leaves_the_others()
    {
        var booking = new Booking().Find(1, cause: "a").Find(1, cause: "b").Until(100).Clear(100, cause: "a").Until(102);
        Assert.Equal("a", Assert.Single(booking.Told, alert => alert.State == AlertState.Resolved).Cause);

        Assert.Equal(2, booking.Clear(200).Until(202).Told.Count(alert => alert.State == AlertState.Resolved));
    }

    [Fact]
    public void An_alert_is_over_when_the_last_of_its_members_is_and_then_names_those_it_named_last()
    {
        var booking = new Booking().Find(1).Find(1, "extract").Clear(100).Until(4_000);
        Assert.Equal(["firing etl.extract, etl.load"], booking.Words);
        Assert.Equal("extract", Assert.Single(Assert.Single(booking.Book.Current).Members).Subject.TaskId);

        Assert.Equal("resolved etl.extract, etl.load", booking.Clear(4_000, "extract").Until(4_002).Words[^1]);
    }

    [Fact]
    public void Who_is_gone_is_left_out_of_the_next_message()
    {
        var booking = new Booking().Find(1).Find(1, "extract").Clear(100).Until(20_000).Clear(20_000, "extract").Until(20_020);

        Assert.Equal(["firing etl.extract, etl.load", "firing etl.extract", "resolved etl.extract"], booking.Words);
    }

    [Fact]
    public void Who_comes_back_is_no_news_within_one_alert()
    {
        var booking = new Booking().Find(1).Find(1, "extract");
        for (var time = 400; time < 14_000; time += 400)
        {
            booking.Clear(time, "extract").Find(time + 200, "extract");
        }

        Assert.Equal(["firing etl.extract, etl.load"], booking.Words);
    }

    [Fact]
    public void Who_came_and_went_between_two_messages_is_in_the_next()
    {
        var booking = new Booking().Find(1).Find(20, "extract").Clear(100, "extract").Until(400);

        Assert.Equal(["firing etl.load", "firing etl.extract, etl.load"], booking.Words);
    }

    [Fact]
    public void An_alert_that_came_back_too_often_keeps_firing_and_says_so_until_it_is_quiet_for_a_day()
    {
        var booking = new Booking();
        for (var time = 0; time < 10; time++)
        {
            booking.Find((time * 1_000) + 1).Clear((time * 1_000) + 500);
        }

        booking.Until(10_000);
        Assert.Equal(9, booking.Told.Count);
        Assert.Equal(4, booking.Told.Count(alert => alert.State == AlertState.Resolved));
        Assert.Equal(
            "etl.load was denied by deny-all. It comes and goes: it fired 5 times within 24 h, and is kept firing until it is quiet for 24 h.", booking.Last.Summary);
        Assert.Equal(1, booking.Metric("alerts_flapping", "egress_denied"));

        booking.Until(9_000 + Day - 60);
        Assert.Equal(1, booking.Metric("alerts_firing", "egress_denied"));
        Assert.Equal("quiet for 24 h", booking.Until(9_000 + Day + 60).Last.ResolvedBecause);
        Assert.Equal(0, booking.Metric("alerts_firing", "egress_denied"));
    }

    [Fact]
    public void Returns_far_apart_are_no_flapping()
    {
        var booking = new Booking();
        for (var day = 0; day < 8; day++)
        {
            booking.Find((day * Day) + 1).Clear((day * Day) + 3_600);
        }

        Assert.Equal(16, booking.Until((8 * Day) - 1).Told.Count);
        Assert.Equal(8, booking.Told.Select(alert => alert.StartsAt).Distinct().Count());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(301)]
    [InlineData(4_000)]
    public void Flapping_makes_a_bounded_number_of_messages_a_day(int period)
    {
        var booking = new Booking(options => options.MinFiring = TimeSpan.Zero);
        for (var time = 0; time < 3 * Day; time += period)
        {
            booking.Find(time + 1).Clear(time + 20);
        }

        // Four times on and off, once on, and a repetition every four hours.
        Assert.InRange(booking.Told.Count, 9 + 15, 9 + 18);
    }

    [Fact]
    public void A_quiet_alert_is_forgotten_after_the_flap_window()
    {
        var booking = new Booking().Find(1).Clear(100).Until(200);
        Assert.Equal(1, booking.Metric("alerts_tracked"));

        Assert.Equal(0, booking.Until(Day + 200).Metric("alerts_tracked"));
        Assert.Equal(0, booking.Book.MemberCount);
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_stop_the_book()
    {
        var booking = new Booking(since: 100_000).Find(100_001).Until(100_010);
        booking.Book.Advance(Some.At(0));
        booking.Book.Observe(Booking.Finding(1, cause: "other"));
        booking.Book.Advance(Some.At(2.5));
        Assert.Equal(["firing etl.load", "firing etl.load"], booking.Words);

        booking.Book.Advance(Some.At(Day + 10));
        Assert.Equal(4, booking.Told.Count);
        Assert.Equal(4, booking.Told.Select(alert => alert.IdempotencyKey).Distinct().Count());
    }
}
