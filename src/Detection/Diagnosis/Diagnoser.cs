using System.Collections.Immutable;
using Windsock.Detection.Diagnosis.Actions;
using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Says why a try failed, as far as the network shows it: from the copy of its ledger to causes, best supported first.
/// Pure, and total: whatever the ledger holds it gives an answer. Rather silent than wrong: trouble that was over, that was lived
/// with, or that other tries of the task had and succeeded is not named.</summary>
internal static class Diagnoser
{
    /// <summary>Nothing for a try that runs or succeeded. For one that failed at least <see cref="FailureCause.NoneSeen"/>; for one
    /// whose result is not known, causes in case it failed.</summary>
    public static ImmutableArray<Model.Tries.Diagnosis> Diagnose(TryCase tryCase)
    {
        if (tryCase.Result is TryResult.Running or TryResult.Succeeded)
        {
            return [];
        }

        var suspicions = Troubles(tryCase).Where(suspicion => !IsUsual(suspicion, tryCase)).ToList();
        ImmutableArray<Model.Tries.Diagnosis> causes =
        [
            .. suspicions
                .Select(suspicion => (Suspicion: suspicion, Weight: Weighing.Weigh(suspicion, suspicions, tryCase)))
                .Where(one => one.Weight is not null)
                .OrderBy(one => one.Weight!.Value.Confidence)
                .ThenByDescending(one => one.Weight!.Value.Score)
                .ThenByDescending(one => one.Suspicion.Last)
                .ThenBy(one => one.Suspicion.Habit, StringComparer.Ordinal)

                // One name over two protocols, or in both directions, reads like one and the same.
                .DistinctBy(one => one.Suspicion.Habit, StringComparer.Ordinal)
                .Take(DiagnosisRules.MaxDiagnoses)
                .Select(one => Wording.Of(one.Suspicion, one.Weight!.Value.Confidence, tryCase)),
        ];
        return causes.IsEmpty && tryCase.Result == TryResult.Failed ? [Wording.OfNothing(tryCase)] : causes;
    }

    /// <summary>Whatever was wrong and stayed wrong, weighed or not.</summary>
    public static IEnumerable<Suspicion> Troubles(TryCase tryCase) =>
        MeshMerge.Of([.. PeerSuspicions.Of(tryCase), .. HttpSuspicions.Of(tryCase), .. NameSuspicions.Of(tryCase)], [.. MeshSuspicions.Of(tryCase)])
            .Concat(ActionSuspicions.Of(tryCase));

    /// <summary>What stands until somebody changes it, and did not keep other tries of the task from succeeding.</summary>
    private static bool IsUsual(Suspicion suspicion, TryCase tryCase) => tryCase.Tolerated.Contains(suspicion.Habit) && suspicion.Cause is
        FailureCause.PolicyDenied or FailureCause.NoRoute or FailureCause.DnsFailure or FailureCause.Permission or FailureCause.Tls
        or FailureCause.ServiceWithoutBackend or FailureCause.Routing or FailureCause.RequestRejected;
}
