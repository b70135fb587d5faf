using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Ended tries by the truth against tries by the agent's counters.</summary>
internal static class TryEquations
{
    public static IEnumerable<Equation> Of(ImmutableArray<TrueTry> truth, IReadOnlyDictionary<TrueSeries, long> series)
    {
        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var one in truth)
        {
            var key = TaskSeries.Key(one.Task.Namespace, one.Task.DagId, one.Task.TaskId, PublicSpelling.Of(one.Result));
            told[key] = told.GetValueOrDefault(key) + 1;
        }

        var counted = series.SumBy(TaskFamilies.Tries, "namespace", "dag_id", "task_id", "result");
        yield return new Equation("tries that ended (truth) = counted", truth.Length, counted.Values.Sum());
        yield return new Equation(
            "tries that failed (truth) = counted by cause",
            truth.Count(one => one.Result == TryResult.Failed),
            series.SumBy(TaskFamilies.TryFailures, "namespace").Values.Sum());
        foreach (var key in told.Keys.Union(counted.Keys).Order(StringComparer.Ordinal))
        {
            var equation = new Equation($"tries {TaskSeries.Spelled(key)}", told.GetValueOrDefault(key), counted.GetValueOrDefault(key));
            if (!equation.Holds)
            {
                yield return equation;
            }
        }
    }
}
