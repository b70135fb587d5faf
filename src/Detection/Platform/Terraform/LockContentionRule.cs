using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>A try did not get the lock of a state, or waited long for it, because another run held it.</summary>
internal sealed class LockContentionRule(TerraformOptions options, StaleLockRule stale)
{
    public const string Rule = "terraform_lock_contention";

    /// <summary>Null when it is not worth telling, or nobody knows whose run waited.</summary>
    public Finding? Judge(StateRecord state, LockWait wait, Instant now)
    {
        if (wait.Owner is not { Kind: OwnerKind.Task, Try: not null } owner || (wait.WasTaken && wait.Waited < options.ContentionFrom))
        {
            return null;
        }

        var place = $"Terraform's state {state.Words} in namespace {state.Name.Namespace}";
        var holder = $"{OwnerWords.Of(wait.Holder, wait.Hold)} held it{Doing(wait)}{Gone(wait)}";
        return new Finding
        {
            Rule = Rule,
            Severity = wait.WasTaken ? Severity.Info : Severity.Warning,
            Subject = FindingSubject.Of(owner.Task!),
            Cause = $"state {state.Name.Namespace} {state.Words}",
            Summary = wait.WasTaken
                ? $"{OwnerWords.Of(owner)} waited {TimeWords.Of(wait.Waited)} for the lock of {place}: {holder}."
                : $"{OwnerWords.Of(owner)} did not get the lock of {place}{Tried(wait)}: {holder}.",
            Mend = MendOf(owner, wait),
            Measures =
            [
                new Measure("refused", FindingText.Count(wait.Refusals, "time"), ""),
                new Measure("waited", TimeWords.Of(wait.Waited), ""),
                .. wait.Hold is { Who.Length: > 0 } hold ? [new Measure("held by", hold.Who, "")] : Array.Empty<Measure>(),
            ],
            Evidence = wait.Hold is null ? "at least: the lock itself was not seen, only what was asked of it" : "complete: the lock's own words, and what was asked of it",
            IsComplete = wait.Hold is not null,
            Try = owner.Try,
            TryId = TryKey.Of(owner).ToId(),
            Since = wait.First,
            At = now,
        };
    }

    private static string Doing(LockWait wait) => wait.Hold?.Lock.Holder is { Operation.Length: > 0 } holder ? $" ({holder.Operation})" : "";

    private string Gone(LockWait wait)
    {
        var since = wait.Hold is { IsOver: false } hold ? stale.GoneSince(hold) : Instant.Missing;
        return since.IsMissing || since == Instant.Never ? "" : ", and its pod has ended: the lock is stale";
    }

    private static string Tried(LockWait wait) => wait.Refusals < 2 ? "" : $" in {TimeWords.Of(wait.Waited)}";

    private string MendOf(Owner owner, LockWait wait)
    {
        if (Gone(wait).Length > 0)
        {
            return $"See terraform_lock_stale: make sure that nothing of the holder runs, then terraform force-unlock {wait.Hold!.Lock.LockId}.";
        }

        var isSameTask = wait.Holder?.Task is { } holder && holder == owner.Task;
        return isSameTask
            ? "Let one run of the DAG go at a time (max_active_runs=1), and let an earlier try end before the next begins (retry_delay). With -lock-timeout=10m Terraform waits for the lock and does not fail at once."
            : "Put the tasks that use this state into one Airflow pool with one slot, or give each a state of its own. With -lock-timeout=10m Terraform waits for the lock and does not fail at once.";
    }
}
