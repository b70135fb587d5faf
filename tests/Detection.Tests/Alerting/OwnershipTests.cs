using System.Collections.Immutable;
using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Model.Findings;

namespace Windsock.Detection.Tests.Alerting;

/// <summary>How severe an alert is, and whose.</summary>
public sealed class OwnershipTests
{
    [Fact]
    public void The_first_entry_that_matches_says_how_severe_a_finding_is()
    {
        var booking = new Booking(options => options.Severities =
        [
            new SeverityOptions { Dags = "payments_*", Severity = Severity.Critical },
            new SeverityOptions { Rules = "egress_*", Severity = Severity.Info },
        ]).Find(1).Find(1, dag: "payments_eu").Find(1, rule: "quota").Until(10);

        Assert.Equal([("egress_denied", Severity.Critical), ("quota", Severity.Warning)], booking.Told.Select(alert => (alert.Rule, alert.Severity)).Order());
        Assert.Equal(1, booking.Metric("findings_total", "egress_denied", "info"));
        Assert.Equal(1, booking.Metric("findings_total", "egress_denied", "critical"));
    }

    [Fact]
    public void An_alert_is_as_severe_as_its_worst_member()
    {
        var booking = new Booking().Find(1, severity: Severity.Critical).Find(1.1, "extract").Until(10);

        Assert.Equal(Severity.Critical, booking.Only.Severity);
    }

    [Fact]
    public void Owners_are_those_that_airflow_tells_else_those_of_the_first_pattern()
    {
        var owners = new OwnerRules([(Pattern("etl*"), ["data"]), (Pattern("*"), ["platform", "alice"])]);
        var booking = new Booking(owners: owners)
            .Find(1)
            .Find(1.1, dag: "payments")
            .Observe(Booking.Finding(1.2, dag: "etl_2") with { Owners = ["zoe", "alice"] })
            .Until(10);

        Assert.Equal(["alice", "data", "platform", "zoe"], booking.Only.Owners);
        Assert.Equal(["zoe", "alice"], booking.Only.Members[0].Owners);
    }

    [Fact]
    public void What_is_not_about_a_dag_has_no_owner_by_pattern() =>
        Assert.Empty(new Booking(owners: new OwnerRules([(NamePattern.Any, ["platform"])])).Blind(1).Until(10).Only.Owners);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("etl", "etl", true)]
    [InlineData("etl", "etl2", false)]
    [InlineData("etl", "ETL", false)]
    [InlineData("etl*", "etl", true)]
    [InlineData("*etl", "my_etl", true)]
    [InlineData("a*b*c", "a1b2b3c", true)]
    [InlineData("a*b*c", "a1b2b3", false)]
    [InlineData("**a**", "bab", true)]
    [InlineData("*aab", "aaab", true)]
    [InlineData("a.c", "abc", false)]
    public void A_star_stands_for_any_run_of_characters(string pattern, string name, bool matches) => Assert.Equal(matches, Pattern(pattern).Matches(name));

    [Fact]
    public void A_pattern_of_many_stars_is_no_trap()
    {
        var pattern = Pattern(string.Concat(Enumerable.Repeat("a*", 124)) + "b");

        Assert.False(pattern.Matches(new string('a', 20_000)));
    }

    [Theory]
    [InlineData("", "must not be empty; write \"*\" for all")]
    [InlineData(null, "must not be empty")]
    [InlineData("etl load", "' ' is in no id")]
    [InlineData("etl?", "'?' is in no id")]
    [InlineData("etl\n", "a control character is in no id")]
    [InlineData("\0", "a control character is in no id")]
    public void What_is_no_pattern_is_explained(string? text, string problem)
    {
        Assert.False(NamePattern.TryParse(text, out _, out var told));
        Assert.Contains(problem, told, StringComparison.Ordinal);
        Assert.False(NamePattern.TryParse(new string('a', 251), out _, out told));
        Assert.Contains("251 characters; at most 250", told, StringComparison.Ordinal);
    }

    private static NamePattern Pattern(string text) => NamePattern.TryParse(text, out var pattern, out var problem) ? pattern : throw new ArgumentException(problem);
}
