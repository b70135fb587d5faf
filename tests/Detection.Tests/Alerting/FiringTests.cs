using Windsock.Detection.Alerting.Options;
using Windsock.Detection.Tests.Connections;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>What it takes before an alert fires.</summary>
public sealed class FiringTests
{
    [Fact]
    public void Info_is_counted_and_never_an_alert()
    {
        var booking = new Booking().Find(1, severity: Severity.Info).Until(100);

        Assert.Empty(booking.Told);
        Assert.Equal(1, booking.Metric("findings_total", "egress_denied", "info"));
        Assert.Equal(0, booking.Metric("alerts_tracked"));
    }

    [Fact]
    public void Too_few_findings_do_not_fire()
    {
        var booking = new Booking(options => options.MinFindings = 3).Find(1).Find(10).Until(100);
        Assert.Empty(booking.Told);

        Assert.Equal(Some.At(100), booking.Find(100).Until(110).Only.StartsAt);
    }

    [Fact]
    public void Too_few_subjects_do_not_fire()
    {
        var booking = new Booking(options => options.MinSubjects = 2).Find(1).Find(2).Find(3).Until(100);
        Assert.Empty(booking.Told);

        Assert.Equal(2, booking.Find(100, "extract").Until(110).Only.MemberCount);
    }

    [Fact]
    public void Several_findings_in_one_try_are_one_try()
    {
        var booking = new Booking(options => options.MinTries = 2).Find(1, tryId: "a").Find(2, tryId: "a").Find(3, tryId: "a").Until(100);
        Assert.Empty(booking.Told);

        Assert.Single(booking.Find(100, tryId: "b").Until(110).Told);
        Assert.Single(new Booking(options => options.MinTries = 2).Find(1).Find(2).Until(10).Told);
    }

    [Fact]
    public void A_rule_can_have_a_floor_of_its_own()
    {
        var booking = new Booking(options => options.Rules = [new RuleOptions { Rule = "quota", MinFindings = 2 }]).Find(1).Find(1, rule: "quota").Until(10);

        Assert.Equal("egress_denied", booking.Only.Rule);
    }

    [Fact]
    public void It_fires_only_when_it_stood_long_enough()
    {
        var booking = new Booking(options => options.For = TimeSpan.FromMinutes(5)).Find(1).Until(300);
        Assert.Empty(booking.Told);

        Assert.Equal(Some.At(301), booking.Until(310).Only.StartsAt);
    }

    [Fact]
    public void What_is_in_order_again_while_it_is_held_never_fires_and_is_counted()
    {
        var booking = new Booking(options => options.For = TimeSpan.FromMinutes(5)).Find(1).Clear(200).Until(1_000);

        Assert.Empty(booking.Told);
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "cleared"));

        // The next time counts from its own beginning.
        booking.Find(1_000).Until(1_290);
        Assert.Empty(booking.Told);
        Assert.Single(booking.Until(1_310).Told);
    }

    [Fact]
    public void What_is_not_found_again_while_it_is_held_expires_and_is_counted()
    {
        var booking = new Booking(options => options.For = TimeSpan.FromMinutes(10)).Find(1, rule: "proxy_down").Until(2_000);

        Assert.Empty(booking.Told);
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "expired"));
        Assert.Equal(0, booking.Metric("alerts_tracked"));
    }

    [Fact]
    public void A_finding_of_a_rule_that_is_not_there_is_counted()
    {
        var booking = new Booking().Find(1, rule: "rain").Until(10);

        Assert.Empty(booking.Told);
        Assert.Equal(1, booking.Metric("alert_members_dropped_total", "unknown_rule"));
    }

    [Fact]
    public void Options_that_name_a_rule_that_is_not_there_stop_the_start_and_say_which_there_are()
    {
        var failure = Assert.Throws<ArgumentException>(() => new Booking(options => options.Rules = [new RuleOptions { Rule = "egres_denied" }]));

        Assert.Contains("rules: 'egres_denied' is no rule; rules are: egress_denied, more_than_usual, proxy_down", failure.Message, StringComparison.Ordinal);
    }
}
