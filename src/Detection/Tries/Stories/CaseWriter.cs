using System.Collections.Immutable;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Detection.Tries.Results;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries.Stories;

/// <summary>Makes of a ledger the copy that a diagnosis rests on.</summary>
internal static class CaseWriter
{
    public static TryCase Write(TryLedger ledger, TryVerdict verdict, TaskHabits habits, string clusterDomain) => new()
    {
        Try = ledger.Try,
        Result = verdict.Result,
        EndedAt = verdict.DecidedBy is { HasEnded: true } pod ? pod.EndedAt : ledger.LastSignAt,
        Evidence = ledger.Evidence,
        PodReason = verdict.DecidedBy?.Reading?.Reason ?? "",
        ExitCode = verdict.DecidedBy?.Reading?.ExitCode,

        // Most peers never failed; they count as work that went on.
        Peers = [.. ledger.Peers.Select(PeerCase.Of)],
        Names = [.. ledger.Names.Select(NameCase.Of)],
        FailedActions = [.. ledger.Actions.Failures],
        Troubles = [.. ledger.Actions.Troubles],
        PodStarts = [.. ledger.Pods.Select(StartOf).Where(start => !start.IsMissing)],
        Labels = ledger.Labels,
        ServiceAccount = ServiceAccountOf(ledger.Pods),
        Tolerated = habits.ToleratedBy(ledger.Key),
        ClusterDomain = clusterDomain,
    };

    private static Instant StartOf(PodRecord pod) => pod.Reading?.RanAt ?? Instant.Missing;

    /// <summary>Of the pod that does the work; an executor's pod does it only when it started no other.</summary>
    private static string ServiceAccountOf(IReadOnlyList<PodRecord> pods)
    {
        var account = "";
        foreach (var pod in pods)
        {
            if (pod.Owner.ServiceAccount.Length > 0 && (account.Length == 0 || pod.Owner.Role != PodRole.Executor))
            {
                account = pod.Owner.ServiceAccount;
            }
        }

        return account;
    }
}
