using Windsock.Detection.Tests.Connections;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>Which findings are one alert, and when it is told.</summary>
public sealed class GroupingTests
{
    [Fact]
    public void One_policy_that_breaks_forty_tasks_is_one_message_with_forty_members()
    {
        var booking = new Booking();
        for (var task = 0; task < 40; task++)
        {
            booking.Find(10 + (task * 0.01), $"t{task}");
        }

        var alert = booking.Until(60).Only;
        Assert.Equal((AlertState.Firing, 40, 40, 40), (alert.State, alert.Members.Length, alert.MemberCount, alert.FindingCount));
        Assert.Equal("t39", alert.Members[0].Subject.TaskId);
        Assert.Equal("etl.t39 was denied by deny-all. The same holds for 39 other tasks.", alert.Summary);
        Assert.Equal(16, alert.Fingerprint.Length);
    }

    [Theory]
    [InlineData(10.01)]
    [InlineData(10.3)]
    [InlineData(10.49)]
    [InlineData(10.5)]
    public void A_message_leaves_less_than_two_seconds_after_the_finding(double found)
    {
        var alert = new Booking().Find(found).Until(30).Only;

        Assert.InRange(alert.At.Since(Some.At(found)), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1.6));
        Assert.Equal(Some.At(found), alert.StartsAt);
    }

    [Fact]
    public void Another_cause_or_another_rule_is_another_alert()
    {
        var booking = new Booking().Find(1, cause: "a").Find(1, cause: "b").Find(1, cause: "a", rule: "quota").Until(5);

        Assert.Equal(3, booking.Told.Count);
        Assert.Equal(3, booking.Told.Select(alert => alert.Fingerprint).Distinct().Count());
    }

    [Fact]
    public void An_alert_is_called_the_same_by_every_agent()
    {
        Assert.Equal("1150ae943fbb7855", new Booking().Find(1).Until(5).Only.Fingerprint);
        Assert.Equal(new Booking().Find(7, "other").Until(12).Only.Fingerprint, new Booking().Find(1).Until(5).Only.Fingerprint);
    }

    [Fact]
    public void Who_joins_later_is_told_after_the_group_interval()
    {
        var booking = new Booking().Find(0.5).Find(20, "extract").Find(40, "check").Until(300.5);
        Assert.Equal(["firing etl.load"], booking.Words);

        Assert.Equal("firing etl.check, etl.extract, etl.load", booking.Until(302).Words[^1]);
        Assert.Equal(2, booking.Until(3_000).Told.Count);
    }

    [Fact]
    public void The_same_again_is_no_news_but_counts()
    {
        var booking = new Booking().Find(0.5).Find(100).Find(200).Find(400).Until(4_000);

        Assert.Equal(1, booking.Only.FindingCount);
        Assert.Equal(4, Assert.Single(booking.Book.Current).FindingCount);
        Assert.Equal(Some.At(400), booking.Book.Current[0].Members[0].At);
    }

    [Fact]
    public void A_member_shows_its_newest_finding_and_when_it_first_began()
    {
        var member = new Booking().Find(1, "load").Find(1.2, "load", severity: Severity.Critical).Until(5).Only.Members.Single();

        Assert.Equal((Some.At(1.2), Some.At(-4), Severity.Critical), (member.At, member.Since, member.Severity));
    }

    [Fact]
    public void What_still_fires_is_said_again_after_the_repeat_interval_with_a_higher_revision()
    {
        var booking = new Booking().Find(1).Until((8 * 3_600) + 60);

        Assert.Equal(["firing etl.load", "firing etl.load", "firing etl.load"], booking.Words);
        Assert.Equal([14_400, 14_400], booking.Told.Zip(booking.Told.Skip(1), (one, next) => (int)Math.Round(next.At.Since(one.At).TotalSeconds / 10) * 10));
        Assert.Equal(3, booking.Told.Select(alert => alert.IdempotencyKey).Distinct().Count());
        Assert.True(booking.Told[0].Revision < booking.Told[1].Revision && booking.Told[1].Revision < booking.Told[2].Revision);
    }

    [Fact]
    public void A_severity_that_rises_is_told_at_once_and_never_twice()
    {
        var booking = new Booking().Find(1).Find(60, "extract", severity: Severity.Critical).Until(62);

        Assert.Equal([Severity.Warning, Severity.Critical], booking.Told.Select(alert => alert.Severity));
        Assert.Equal(2, booking.Find(70, "check", severity: Severity.Critical).Until(200).Told.Count);
    }

    [Fact]
    public void A_hundred_members_are_listed_and_all_are_counted()
    {
        var booking = new Booking();
        for (var task = 0; task < 130; task++)
        {
            booking.Find(1, $"t{task}");
        }

        var alert = booking.Until(5).Only;
        Assert.Equal((100, 130), (alert.Members.Length, alert.MemberCount));
    }

    [Fact]
    public void The_end_of_the_data_path_does_not_wait_for_more_of_the_same()
    {
        var booking = new Booking().Find(1).Finish();

        Assert.Equal(AlertState.Firing, booking.Only.State);
    }
}
