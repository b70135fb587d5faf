using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Tests.Alerts.Alertmanager;

public class AlertmanagerRosterTests
{
    [Fact]
    public void A_member_that_left_the_alert_is_resolved_and_comes_back_when_it_does()
    {
        var both = SomeAlert.Firing(SomeAlert.Finding("load"), SomeAlert.Finding("extract"));
        var one = SomeAlert.Firing(SomeAlert.Finding("load")) with { Revision = 2, At = SomeAlert.At(3) };

        var roster = AlertmanagerRoster.Empty.Apply(both).Apply(one);
        Assert.Equal([("extract", SomeAlert.At(3)), ("load", Instant.Missing)], States(roster));

        roster = roster.Apply(both with { Revision = 3 });
        Assert.Equal([("extract", Instant.Missing), ("load", Instant.Missing)], States(roster));
    }

    [Fact]
    public void The_end_of_an_alert_resolves_every_member_at_that_time()
    {
        var alert = SomeAlert.Firing(SomeAlert.Finding("load"), SomeAlert.Finding("extract"));

        var roster = AlertmanagerRoster.Empty.Apply(alert).Apply(SomeAlert.Firing(SomeAlert.Finding("load")).Resolved());

        Assert.Equal([("extract", SomeAlert.At(5)), ("load", SomeAlert.At(5))], States(roster));
    }

    [Fact]
    public void An_older_message_that_comes_late_changes_nothing()
    {
        var alert = SomeAlert.Firing();
        var roster = AlertmanagerRoster.Empty.Apply(alert.Resolved());

        Assert.Same(roster, roster.Apply(alert));
        Assert.Same(roster, roster.Apply(alert with { StartsAt = SomeAlert.At(-60), Revision = 99 }));
        Assert.True(roster.Apply(alert with { StartsAt = SomeAlert.At(30), At = SomeAlert.At(30) }).Find(alert.Fingerprint)!.IsFiring);
    }

    [Fact]
    public void What_was_resolved_is_said_for_a_quarter_of_an_hour()
    {
        var roster = AlertmanagerRoster.Empty.Apply(SomeAlert.Firing().Resolved()).Apply(SomeAlert.Firing() with { Fingerprint = "fires" });

        Assert.Equal(2, roster.Expire(SomeAlert.At(20)).Entries.Count());
        Assert.Equal("fires", Assert.Single(roster.Expire(SomeAlert.At(20.1)).Entries).Alert.Fingerprint);
        Assert.Single(roster.Expire(SomeAlert.At(100_000)).Entries);
    }

    [Fact]
    public void Of_a_member_that_a_long_list_does_not_name_nobody_knows_that_it_is_over()
    {
        var first = SomeAlert.Firing(SomeAlert.Finding("old"));
        var crowd = SomeAlert.Crowd(101) with { Revision = 2 };

        var roster = AlertmanagerRoster.Empty.Apply(first).Apply(crowd);
        Assert.Contains(("old", Instant.Missing), States(roster));

        roster = roster.Apply(SomeAlert.Crowd(100) with { Revision = 3 });
        Assert.Contains(("old", SomeAlert.Noon), States(roster));
    }

    [Fact]
    public void A_finding_that_becomes_more_severe_is_another_alert_and_the_first_is_over()
    {
        var warning = SomeAlert.Firing(SomeAlert.Finding(severity: Severity.Warning));
        var critical = SomeAlert.Firing(SomeAlert.Finding(severity: Severity.Critical)) with { Revision = 2, MemberCount = 500 };

        var roster = AlertmanagerRoster.Empty.Apply(warning).Apply(critical);

        Assert.Equal(
            [(Severity.Warning, false), (Severity.Critical, true)],
            roster.Members.OrderBy(member => member.Finding.Severity).Select(member => (member.Finding.Severity, member.IsFiring)));
    }

    [Fact]
    public void It_is_bounded_in_members_and_alerts_and_says_what_it_forgot()
    {
        var roster = AlertmanagerRoster.Empty;
        for (var i = 0; i < 3; i++)
        {
            roster = roster.Apply(SomeAlert.Firing([.. Enumerable.Range(0, 100).Select(n => SomeAlert.Finding($"{i}_{n}"))]) with { Revision = i + 1, MemberCount = 1_000 });
        }

        Assert.Equal((AlertmanagerRoster.MaxMembers, 100L), (roster.Members.Count(), roster.Forgotten));

        roster = AlertmanagerRoster.Empty.Apply((SomeAlert.Firing() with { Fingerprint = "over" }).Resolved());
        for (var i = 0; i < AlertmanagerRoster.MaxAlerts; i++)
        {
            roster = roster.Apply(SomeAlert.Firing() with { Fingerprint = $"{i}", At = SomeAlert.At(i) });
        }

        Assert.Null(roster.Find("over"));
        Assert.Equal((AlertmanagerRoster.MaxAlerts, 1L), (roster.Entries.Count(), roster.Forgotten));
        roster = roster.Apply(SomeAlert.Firing() with { Fingerprint = "new", At = SomeAlert.At(10_000) });
        Assert.Null(roster.Find("0"));
        Assert.NotNull(roster.Find("new"));
    }

    private static IEnumerable<(string Task, Instant ResolvedAt)> States(AlertmanagerRoster roster) =>
        roster.Members.Select(member => (member.Finding.Subject.TaskId, member.ResolvedAt)).OrderBy(member => member.TaskId, StringComparer.Ordinal);
}
