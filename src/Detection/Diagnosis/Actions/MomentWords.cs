using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Diagnosis.Actions;

/// <summary>Puts what came about in the platform into words.</summary>
internal static class MomentWords
{
    /// <summary>A line of the timeline of the try that caused it; null for what is told elsewhere.</summary>
    public static string? InTimeline(PlatformMoment moment) => moment switch
    {
        ResourceBecameReady ready => $"{PlatformNames.Of(ready.Role)} {ready.Name} became ready after {TimeWords.Of(ready.Took)}",
        ResourceTroubled trouble => $"{trouble.Name} is not in order: {trouble.Condition} {trouble.Reason}",
        StateLockWaited { WasTaken: true } lockWait => $"waited {TimeWords.Of(lockWait.Waited)} for the lock of state {lockWait.Workspace}",
        StateLockWaited lockWait => $"did not get the lock of state {lockWait.Workspace}: {Holder(lockWait)} held it",
        _ => null,
    };

    public static string What(StateLockWaited wait) => $"Terraform run {(wait.Waited > TimeSpan.Zero ? $"waited {TimeWords.Of(wait.Waited)} for" : "asked for")} the lock of state {wait.Workspace}, which {Holder(wait)} held, and gave up";

    public static string What(ResourceTroubled trouble) => $"{PlatformNames.Of(trouble.Role)} {trouble.Name} did not become ready ({trouble.Condition}: {trouble.Reason})";

    public static string Mend(PlatformMoment moment) => moment switch
    {
        StateLockWaited => "Look whether the holder still runs before anything else. If it does, let the runs come one after the other (an Airflow pool of one slot) or wait with -lock-timeout; if its pod is gone, 'terraform force-unlock' with the lock's id gives the state back.",
        ResourceTroubled { Cause: "credentials" } => "Look at the provider's ProviderConfig and at the identity of its pod: it could not sign in to the cloud.",
        ResourceTroubled { Cause: "permission" } => "Give the provider's cloud identity the right that its message names.",
        ResourceTroubled { Cause: "quota" } => "Raise the quota that the message names, or free some of it.",
        ResourceTroubled { Cause: "stuck" } => "Look in the cloud whether it was made, then remove the annotation crossplane.io/external-create-pending: the provider waits for that.",
        _ => "Look at the resource with 'kubectl describe': its conditions and events hold the provider's whole message.",
    };

    private static string Holder(StateLockWaited wait) => wait.Holder is { } holder ? $"{Of(holder)} ({wait.HolderName})" : wait.HolderName.Length > 0 ? wait.HolderName : "somebody unknown";

    private static string Of(TaskTry attempt) => $"{attempt.Task.DagId}.{attempt.Task.TaskId}, run {attempt.RunId}, try {attempt.TryNumber}";
}
