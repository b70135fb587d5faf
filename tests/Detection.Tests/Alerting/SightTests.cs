using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>What is held back while the agent is blind, or while another alert explains it.</summary>
public sealed class SightTests
{
    [Fact]
    public void A_blind_agent_does_not_call_anything_over()
    {
        var booking = new Booking().Find(1, rule: "proxy_down").Find(1).Blind(100).Blind(300).Blind(500).Blind(700).Clear(450).Until(900);
        Assert.DoesNotContain(booking.Told, alert => alert.State == AlertState.Resolved);

        // What was found in order meanwhile is over now; silence counts only while something would have been seen.
        booking.SeeAgain(900).Until(902);
        Assert.Equal(["sensor_blind", "egress_denied"], Resolved(booking));
        Assert.Equal(["sensor_blind", "egress_denied"], Resolved(booking.Until(1_098)));
        Assert.Equal(["sensor_blind", "egress_denied", "proxy_down"], Resolved(booking.Until(1_105)));
    }

    [Fact]
    public void What_needs_complete_counts_waits_until_the_agent_sees_again()
    {
        var booking = new Booking().Blind(1).Find(10, rule: "more_than_usual").Blind(200).Until(300);
        Assert.Equal("sensor_blind", booking.Only.Rule);
        Assert.Equal(1, booking.Metric("alerts_inhibited_total", "more_than_usual"));

        booking.SeeAgain(300).Until(310);
        Assert.Equal(["sensor_blind", "sensor_blind", "more_than_usual"], booking.Told.Select(alert => alert.Rule));
        Assert.InRange(booking.Last.StartsAt.Since(Some.At(300)).TotalSeconds, 0, 1);
    }

    [Fact]
    public void What_was_withdrawn_while_it_was_held_is_counted()
    {
        var booking = new Booking().Blind(1).Find(10, rule: "more_than_usual").Clear(20, rule: "more_than_usual").SeeAgain(200).Until(300);

        Assert.DoesNotContain(booking.Told, alert => alert.Rule == "more_than_usual");
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "cleared"));
    }

    [Fact]
    public void A_denial_that_was_seen_was_seen()
    {
        var booking = new Booking().Blind(1).Find(10).Until(12);

        Assert.Equal(["sensor_blind", "egress_denied"], booking.Told.Select(alert => alert.Rule));
    }

    [Fact]
    public void What_does_not_rest_on_flows_comes_and_goes_as_always()
    {
        var booking = new Booking().Blind(1).Find(10, rule: "quota").Clear(100, rule: "quota").Blind(200).Until(210);

        Assert.Equal(["quota"], Resolved(booking));
    }

    [Fact]
    public void Blindness_that_does_not_fire_yet_holds_nothing_back()
    {
        var booking = new Booking(options => options.Rules = [new RuleOptions { Rule = "sensor_blind", For = TimeSpan.FromMinutes(2) }])
            .Blind(1).Blind(60).Find(61, rule: "more_than_usual").Until(100);
        Assert.Equal("more_than_usual", booking.Only.Rule);

        booking.Until(125).Find(125, cause: "x", rule: "more_than_usual").Until(130);
        Assert.Equal(["more_than_usual", "sensor_blind"], booking.Told.Select(alert => alert.Rule));
    }

    [Fact]
    public void Blindness_is_known_before_anything_that_was_found_with_it()
    {
        var booking = new Booking(options => options.GroupWait = TimeSpan.Zero).Find(1, rule: "more_than_usual").Blind(1.1).Until(10);

        Assert.Equal("sensor_blind", booking.Only.Rule);
    }

    [Fact]
    public void An_alert_that_explains_another_holds_it_back_for_its_own_subjects()
    {
        var booking = new Booking(Explain).Find(1, rule: "quota").Find(1.1).Until(100);
        Assert.Equal("quota", booking.Only.Rule);
        Assert.Equal(1, booking.Metric("alerts_inhibited_total", "egress_denied"));

        Assert.Equal(["egress_denied", "quota"], booking.Clear(100, rule: "quota").Until(110).Told.Skip(1).Select(alert => alert.Rule).Order());
    }

    [Fact]
    public void A_subject_that_nothing_explains_lets_the_alert_begin()
    {
        var booking = new Booking(Explain).Find(1, rule: "quota").Find(1.1).Find(1.2, "extract").Until(10);

        Assert.Equal(["firing etl.load", "firing etl.extract, etl.load"], booking.Words);
    }

    private static void Explain(AlertingOptions options) => options.Inhibitions = [new InhibitionOptions { Source = "quota", Targets = ["egress_denied"] }];

    private static string[] Resolved(Booking booking) => [.. booking.Told.Where(alert => alert.State == AlertState.Resolved).Select(alert => alert.Rule)];
}
