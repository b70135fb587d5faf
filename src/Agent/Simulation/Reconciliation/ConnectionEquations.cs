using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Connections by the truth against connections by the agent's counters. Exact for every task whose events all arrived;
/// a connection that a loss touched may be missing, or have another outcome, and nothing else may.</summary>
internal static class ConnectionEquations
{
    private static readonly string[] SideLabels = ["namespace", "dag_id", "task_id", "direction"];

    public static ImmutableArray<string> Outcomes { get; } = ["established", "refused", "reset", "timeout", "denied", "unanswered", "unknown"];

    public static IEnumerable<Equation> Of(ConnectionTotals truth, IReadOnlyDictionary<TrueSeries, long> series)
    {
        var counted = series.SumBy(TaskFamilies.Connections, [.. SideLabels, "outcome"]);
        var whole = new List<TrueTaskSide>();
        var off = new List<Equation>();
        foreach (var side in truth.Sides)
        {
            off.AddRange(OfSide(truth, side, counted).Where(equation => !equation.Holds));
            if (truth.Of(side, ConnectionCertainty.Torn) == 0)
            {
                whole.Add(side);
            }
        }

        yield return new Equation(
            $"connections of the {whole.Count} task sides without loss (truth) = counted",
            whole.Sum(side => Told(truth, side)),
            whole.Sum(side => Counted(counted, side)));
        yield return new Equation(
            $"connections of all {truth.Sides.Count} task sides (truth) = counted",
            truth.Sides.Sum(side => Told(truth, side)),
            counted.Values.Sum(),
            truth.Of(ConnectionCertainty.Torn));
        yield return new Equation("peer connections = connections", counted.Values.Sum(), series.SumBy(TaskFamilies.Peers, "namespace").Values.Sum());
        foreach (var equation in off.Concat(Strangers(truth, counted)))
        {
            yield return equation;
        }
    }

    private static IEnumerable<Equation> OfSide(ConnectionTotals truth, TrueTaskSide side, Dictionary<string, long> counted)
    {
        var torn = truth.Of(side, ConnectionCertainty.Torn);
        foreach (var outcome in Outcomes)
        {
            var doubtful = outcome == "unknown" ? truth.Of(side, ConnectionCertainty.Doubtful) : truth.Of(side, outcome, ConnectionCertainty.Doubtful);
            yield return new Equation(
                $"connections {side} {outcome}", truth.Of(side, outcome, ConnectionCertainty.Sure), Counted(counted, side, outcome), doubtful + torn);
        }

        yield return new Equation($"connections {side}", Told(truth, side), Counted(counted, side), torn);
    }

    /// <summary>Connections of tasks that have none.</summary>
    private static IEnumerable<Equation> Strangers(ConnectionTotals truth, Dictionary<string, long> counted)
    {
        var known = truth.Sides.SelectMany(side => Outcomes.Select(outcome => KeyOf(side, outcome))).ToHashSet(StringComparer.Ordinal);
        return counted.Where(one => !known.Contains(one.Key)).Select(one => new Equation($"connections {TaskSeries.Spelled(one.Key)}", 0, one.Value));
    }

    private static long Told(ConnectionTotals truth, TrueTaskSide side) =>
        truth.Of(side, ConnectionCertainty.Sure) + truth.Of(side, ConnectionCertainty.Doubtful);

    private static long Counted(Dictionary<string, long> counted, TrueTaskSide side) => Outcomes.Sum(outcome => Counted(counted, side, outcome));

    private static long Counted(Dictionary<string, long> counted, TrueTaskSide side, string outcome) => counted.GetValueOrDefault(KeyOf(side, outcome));

    private static string KeyOf(TrueTaskSide side, string outcome) => TaskSeries.Key(side.Namespace, side.DagId, side.TaskId, side.Direction, outcome);
}
