using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

public sealed class DiagnosisReportTests
{
    private static readonly TrueTry Denied = SomeTries.Failed("denied", FailureCause.PolicyDenied);
    private static readonly TrueTry Late = SomeTries.Failed("late", FailureCause.Timeout);

    [Fact]
    public void An_agent_that_is_right_holds_with_full_recall_and_precision()
    {
        var report = DiagnosisReport.Of([Denied, Late], [SomeTries.ToldRightly(Denied), SomeTries.ToldRightly(Late)]);

        Assert.True(report.Holds);
        Assert.All(report.Rows, row => Assert.True(row.NamesThePeer));
        Assert.All(report.Scores, score => Assert.Equal((1.0, 1.0, 0), (score.Recall, score.Precision, score.SureAndWrong)));
    }

    [Fact]
    public void A_try_that_the_agent_does_not_know_is_missed()
    {
        var report = DiagnosisReport.Of([Denied, Late], [SomeTries.ToldRightly(Late)]);

        Assert.Equal(0.5, report.Recall);
        Assert.Equal(1, report.PrecisionOfSure);
        Assert.False(report.Holds);
        Assert.Equal(0, report.Scores.Single(score => score.Cause == "policy_denied").Recall);
    }

    [Fact]
    public void A_wrong_cause_counts_against_both_causes_and_one_that_is_sure_never_holds()
    {
        TrueTry[] many = [.. Enumerable.Range(0, 39).Select(number => SomeTries.Failed("task" + number, FailureCause.Timeout)), Denied];
        var told = many.Select(SomeTries.ToldRightly).ToList();
        told[^1] = told[^1] with { Causes = [new ToldCause("timeout", "low", "", 0, "")] };
        Assert.True(DiagnosisReport.Of([.. many], told).Holds, "unsure and rare");

        told[^1] = told[^1] with { Causes = [new ToldCause("timeout", "high", "", 0, "")] };
        var report = DiagnosisReport.Of([.. many], told);

        Assert.False(report.Holds);
        Assert.Equal(new CauseScore("timeout", 39, 40, 39, 1), report.Scores.Single(score => score.Cause == "timeout"));
        Assert.Equal(new CauseScore("policy_denied", 1, 0, 0, 0), report.Scores.Single(score => score.Cause == "policy_denied"));
    }

    [Fact]
    public void A_try_that_did_not_fail_and_is_said_to_have_failed_counts_as_wrong()
    {
        var fine = Denied with { Result = TryResult.Succeeded, Reason = null };

        Assert.Empty(DiagnosisReport.Of([fine], [SomeTries.ToldRightly(Denied) with { Result = "succeeded" }]).Rows);
        Assert.False(DiagnosisReport.Of([fine], [SomeTries.ToldRightly(Denied)]).Holds);
    }

    [Fact]
    public void The_right_cause_with_the_wrong_peer_is_told_apart()
    {
        var told = SomeTries.ToldRightly(Denied);
        var row = Assert.Single(DiagnosisReport.Of([Denied], [told with { Causes = [told.Causes[0] with { Peer = "data/other" }] }]).Rows);

        Assert.True(row.IsRight);
        Assert.False(row.NamesThePeer);
    }

    [Fact]
    public void The_agents_pages_are_read_as_they_are()
    {
        const string One = """
            {"id": "5b1d2f60c3a94e87", "result": "failed", "pods": [{"uid": "a"}, {"uid": "b"}],
             "causes": [{"cause": "policy_denied", "confidence": "high", "peer": "data/db", "port": 5432, "sentence": "Denied."}]}
            """;
        var told = ToldTries.ParseOne(One);

        Assert.Equal(["a", "b"], told.PodUids);
        Assert.Equal(new ToldCause("policy_denied", "high", "data/db", 5432, "Denied."), told.Cause);
        Assert.Equal([("1", "running")], ToldTries.ParseList("""{"tries": [{"id": "1", "result": "running"}], "more": false}"""));
        Assert.Throws<FormatException>(() => ToldTries.ParseOne("[]"));
        Assert.Throws<FormatException>(() => ToldTries.ParseList("<html>"));
    }
}
