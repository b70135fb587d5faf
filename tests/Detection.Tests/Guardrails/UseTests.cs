using System.Text;
using Windsock.Detection.Guardrails;
using Windsock.Model.Flows;
using static Windsock.Detection.Tests.Guardrails.SomeGuardrail;
using static Windsock.Detection.Tests.Guardrails.SomeTry;

namespace Windsock.Detection.Tests.Guardrails;

public sealed class UseTests
{
    private static readonly Guardrail Two = Denying("entity world") with { Scope = Of("payments*", "gone_*") };

    [Fact]
    public void A_pattern_that_matched_nothing_for_seven_days_is_said()
    {
        var judging = new Judging(Two);
        judging.Look(Calling(), Day(1));

        Assert.Empty(judging.Judge.Use.Unmatched(Day(6.99)));
        var never = Assert.Single(judging.Judge.Use.Unmatched(Day(7)));
        Assert.Equal(("payments-egress", "gone_*", Start, Instant.Missing), (never.Guardrail, never.Pattern, never.Since, never.LastMatchedAt));
        Assert.Equal(["payments*", "gone_*"], judging.Judge.Use.Unmatched(Day(8)).Select(pattern => pattern.Pattern));
        Assert.Equal(Day(1), judging.Judge.Use.Unmatched(Day(8))[0].LastMatchedAt);
    }

    [Fact]
    public void A_match_takes_it_back_and_the_gauge_follows()
    {
        var judging = new Judging(Two);
        judging.Judge.Advance(Day(8));
        Assert.Equal(2, judging.Number("guardrail_unmatched_patterns"));

        judging.Look(Calling(), Day(9));
        Assert.Equal(1, judging.Number("guardrail_unmatched_patterns"));
    }

    [Fact]
    public void A_pattern_is_used_where_its_namespaces_are_and_whatever_its_tasks()
    {
        var scope = Of("payments*") with { Namespaces = Patterns("elsewhere") };
        var judging = new Judging(Two with { Scope = scope }, Two with { Name = "b", Scope = Of("payments*") with { Tasks = Patterns("never") } });
        judging.Look(Calling(), Day(7));

        Assert.Equal(["payments-egress"], judging.Judge.Use.Unmatched(Day(8)).Select(pattern => pattern.Guardrail));
    }

    [Fact]
    public void After_a_restart_it_goes_on_and_time_away_does_not_count()
    {
        var before = new Judging(Two).Judge.Use;
        var content = before.Save(Day(5));

        var after = new Judging(Two).Judge.Use;
        Assert.Null(after.Restore(content, Day(25)));

        Assert.Empty(after.Unmatched(Day(26.9)));
        Assert.Equal(2, after.Unmatched(Day(27)).Length);
    }

    [Fact]
    public void When_it_last_matched_survives_and_new_patterns_begin_anew()
    {
        var before = new Judging(Two);
        before.Look(Calling(), Day(3));
        var now = new GuardrailUse(new GuardrailSet([Two with { Scope = Of("payments*", "fresh") }], []), Day(4));

        Assert.Null(now.Restore(before.Judge.Use.Save(Day(4)), Day(4)));
        var unmatched = now.Unmatched(Day(10.5));
        Assert.Equal([("payments*", Day(3))], unmatched.Select(pattern => (pattern.Pattern, pattern.LastMatchedAt)));
    }

    [Theory]
    [InlineData("", "is not the JSON that this program writes")]
    [InlineData("[]", "is not the JSON that this program writes")]
    [InlineData("{\"version\":1}", "is not the JSON that this program writes")]
    [InlineData("{\"version\":1,\"savedAt\":1,\"patterns\":[{\"guardrail\":5}]}", "is not the JSON that this program writes")]
    [InlineData("{\"version\":1,\"savedAt\":1e400,\"patterns\":[]}", "is not the JSON that this program writes")]
    [InlineData("{\"version\":2}", "has version 2; this program reads version 1")]
    public void Content_that_cannot_be_used_changes_nothing_and_says_why(string content, string why)
    {
        var use = new Judging(Two).Judge.Use;

        Assert.Equal(why, use.Restore(Encoding.UTF8.GetBytes(content), Day(1)));
        Assert.Equal(2, use.Unmatched(Day(7)).Length);
    }

    [Fact]
    public void A_clock_that_went_back_counts_from_now()
    {
        var content = new GuardrailUse(new GuardrailSet([Two], []), Day(100)).Save(Day(100));
        var use = new Judging(Two).Judge.Use;

        Assert.Null(use.Restore(content, Day(2)));
        Assert.Empty(use.Unmatched(Day(8.9)));
        Assert.Equal(2, use.Unmatched(Day(9)).Length);
    }

    private static Instant Day(double days) => Start.Add(TimeSpan.FromDays(days));
}
