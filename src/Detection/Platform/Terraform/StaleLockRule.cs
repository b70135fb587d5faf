using System.Globalization;
using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>A state is locked, and whoever locked it is gone. Two facts say so: a pod of the holder's name lived when the lock was taken and
/// has ended since; and every pod of that name that lives now started later than that. A lock whose holder is not known as a pod is left
/// alone unless it is configured otherwise: a laptop looks the same. It says so as long as it lasts, and never unlocks.</summary>
internal sealed class StaleLockRule(TerraformOptions options, HolderPods pods, LockJudge judge)
{
    public const string Rule = "terraform_lock_stale";

    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private readonly Dictionary<StateName, Finding> _told = [];

    public void Advance(StateRecord state, Instant now, PlatformTelling telling)
    {
        var finding = state.Current is { } hold ? Judge(state, hold, now) : null;
        if (_told.TryGetValue(state.Name, out var told) && (finding is null || finding.Subject != told.Subject))
        {
            _told.Remove(state.Name);
            telling.Clears.Add(new AllClear(Rule, told.Subject, told.Cause, now));
            told = null;
        }

        if (finding is not null && (told is null || now.Since(told.At) >= SayAgain))
        {
            _told[state.Name] = finding;
            telling.Findings.Add(finding);
        }
    }

    /// <summary>The time at which the last pod that may hold it ended; <see cref="Instant.Never"/> while one lives, missing when none is known.</summary>
    public Instant GoneSince(LockHold hold)
    {
        var since = Instant.Missing;
        foreach (var pod in Candidates(hold))
        {
            since = pod.Ended > since ? pod.Ended : since;
        }

        return since;
    }

    /// <summary>Pods that may be the holder: those of its name that lived when the lock was taken, or may have.</summary>
    private IEnumerable<HolderPod> Candidates(LockHold hold)
    {
        if (hold.Taker is { } taker && pods.Find(taker.PodUid) is { } known)
        {
            return [known];
        }

        return pods.Named(hold.Lock.Holder?.Host ?? "").Where(pod => pod.MayHaveLivedAt(hold.Began, Skew));
    }

    private Finding? Judge(StateRecord state, LockHold hold, Instant now)
    {
        var goneSince = GoneSince(hold);
        if (goneSince == Instant.Never)
        {
            return null;
        }

        if (!goneSince.IsMissing)
        {
            return now.Since(goneSince) < options.StaleAfter ? null : Of(
                state,
                hold,
                now,
                goneSince,
                $"Terraform's state {state.Words} in namespace {state.Name.Namespace} is locked by {Holder(hold)}, whose pod ended {TimeWords.Of(now.Since(goneSince))} ago: nobody will give the lock back.",
                "complete: the lock's own words, and the life of the pod they name");
        }

        var age = now.Since(hold.Began);
        return options.UnknownHolderStaleAfter == TimeSpan.Zero || age < options.UnknownHolderStaleAfter ? null : Of(
            state,
            hold,
            now,
            hold.Began,
            $"Terraform's state {state.Words} in namespace {state.Name.Namespace} has been locked for {TimeWords.Of(age)} by {Holder(hold)}, which is no pod that is known here: nobody may be left to give the lock back.",
            "at least: the holder is not known here, it may run elsewhere");
    }

    private string Holder(LockHold hold) => OwnerWords.Of(judge.HolderOf(hold), hold);

    private Finding Of(StateRecord state, LockHold hold, Instant now, Instant since, string summary, string evidence)
    {
        var owner = judge.HolderOf(hold);
        var isTask = owner is { Kind: OwnerKind.Task, Try: not null };
        return new Finding
        {
            Rule = Rule,
            Severity = Severity.Warning,
            Subject = isTask ? FindingSubject.Of(owner!.Task!) : new FindingSubject(state.Name.Namespace, "", "", $"state {state.Words}"),
            Cause = $"state {state.Name.Namespace} {state.Words}",
            Summary = summary,
            Mend = $"Make sure that no process of it runs any more, then unlock the state by hand, in its configuration and workspace: terraform force-unlock {hold.Lock.LockId}. Let Terraform end in order next time: it needs the signal that ends the pod, and time to give the lock back.",
            Measures =
            [
                new Measure("lock", hold.Lock.LockId, ""),
                new Measure("held by", hold.Who.Length > 0 ? hold.Who : "unknown", ""),
                new Measure("operation", hold.Lock.Holder is { Operation.Length: > 0 } holder ? holder.Operation : "unknown", ""),
                new Measure("held for", TimeWords.Of(now.Since(hold.Began)), ""),
                .. Versions(state),
            ],
            Evidence = evidence,
            IsComplete = evidence.StartsWith(EvidenceWords.Complete, StringComparison.Ordinal),
            Try = isTask ? owner!.Try : null,
            TryId = isTask ? TryKey.Of(owner!).ToId() : "",
            Since = since,
            At = now,
        };
    }

    private static IEnumerable<Measure> Versions(StateRecord state) => state.Versions.Count < 2
        ? []
        : [new Measure("versions of Terraform", string.Join(", ", state.Versions.Order(StringComparer.Ordinal)), "one")];
}
