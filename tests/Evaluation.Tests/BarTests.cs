using Windsock.Evaluation.Reporting;
using Windsock.Evaluation.Scoring;
using Windsock.Evaluation.Traces;
using Windsock.Evaluation.Traces.Incidents;

namespace Windsock.Evaluation.Tests;

/// <summary>A small part of <c>make eval</c>, so that a change that makes rules worse does not wait for somebody to run it.</summary>
public class BarTests
{
    [Fact]
    public void Rules_find_nearly_all_incidents_say_little_else_and_wake_nobody_for_nothing()
    {
        var sum = new Scorecard("Windsock", 0);
        foreach (var seed in (ReadOnlySpan<ulong>)[1, 4])
        {
            sum.Add(EvaluationRun.Play(new TraceOptions(seed, 10, 40), EvaluationRun.Contestants(isRestarted: seed == 4)).Cards[0]);
        }

        var score = sum.Sum([]);
        Assert.True(score.Incidents >= 60, $"{score.Incidents} incidents");
        Assert.True(score.Precision >= ResultTables.PrecisionBar, $"precision {score.Precision}: {string.Join('\n', score.Examples)}");
        Assert.True(score.Recall >= ResultTables.RecallBar, $"recall {score.Recall}: {string.Join('\n', score.Examples)}");
        Assert.True(sum.FalsePages == 0, $"{sum.FalsePages} false pages: {string.Join('\n', score.Examples)}");
    }
}
