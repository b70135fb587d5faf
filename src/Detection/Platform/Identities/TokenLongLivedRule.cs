using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Identities;

/// <summary>A task, or whoever has a service account that tasks use, acts with a token or key that does not expire: the platform's own record
/// says so. Also a token of Kubernetes that is bound to no pod and comes from a task's pod: somebody brought it there. Told again each
/// hour while it is used.</summary>
internal sealed class TokenLongLivedRule(IdentityMap map)
{
    public const string Name = "token_long_lived";

    private const int MaxTold = 4_096;

    private static readonly TimeSpan SayAgain = TimeSpan.FromHours(1);

    private ToldOnce<(FindingSubject Subject, string Cause)> _told = new(MaxTold);
    private Instant _toldSince;

    public void Inspect(PlatformAction action, in ActionAttribution attribution, PlatformTelling telling)
    {
        var caller = action.Caller;
        var isUnbound = caller.LongLivedCredential.Length == 0 && IsUnbound(action, attribution);
        if ((caller.LongLivedCredential.Length == 0 && !isUnbound) || SubjectOf(caller, attribution) is not { } subject)
        {
            return;
        }

        var cause = isUnbound ? $"token of {caller.Username} without a pod" : $"long-lived {caller.LongLivedCredential}";
        if (IsToldLately(subject, cause, action.ReceivedAt))
        {
            return;
        }

        telling.Findings.Add(isUnbound ? OfUnbound(action, attribution, subject, cause) : OfLongLived(action, attribution, subject, cause));
    }

    /// <summary>The record would tell the pod if the token had one (GKE's never do, and one that was cut may not), and the address is that of one
    /// task's pod.</summary>
    private static bool IsUnbound(PlatformAction action, in ActionAttribution attribution) =>
        attribution is { IsTask: true, Evidence: CallerEvidence.SourceIp }
        && action.Caller is { ServiceAccount: not null, PodUid: "", PodName: "" }
        && (action.Gaps & (ActionGaps.NoPod | ActionGaps.NoCaller | ActionGaps.Cut)) == 0;

    /// <summary>The task; else the service account or principal, when tasks or Airflow itself act as it; null when it is somebody else's.</summary>
    private FindingSubject? SubjectOf(ActionCaller caller, in ActionAttribution attribution)
    {
        if (attribution.Owner is { Task: { } task })
        {
            return FindingSubject.Of(task);
        }

        if (caller.ServiceAccount is var (space, name))
        {
            return attribution.Owner is { Kind: OwnerKind.Component } || map.DagsOf(space, name).Count > 0
                ? new FindingSubject(space, "", "", $"service account {space}/{name}")
                : null;
        }

        return attribution.Owner is { Kind: OwnerKind.Component } || (caller.Username.Length > 0 && map.FindPrincipal(caller.Username) is not null)
            ? new FindingSubject("", "", "", caller.Username)
            : null;
    }

    private bool IsToldLately(FindingSubject subject, string cause, Instant now)
    {
        if (_toldSince.IsMissing || now.Since(_toldSince) >= SayAgain)
        {
            _told = new ToldOnce<(FindingSubject, string)>(MaxTold);
            _toldSince = now;
        }

        return !_told.Add((subject, cause));
    }

    private static Finding OfLongLived(PlatformAction action, in ActionAttribution attribution, FindingSubject subject, string cause)
    {
        var caller = action.Caller;
        var isKubernetes = caller.ServiceAccount is not null;
        return Of(action, attribution, subject, cause) with
        {
            Summary = isKubernetes
                ? $"{Who(subject)} used {caller.LongLivedCredential} as {caller.Username}, a token that does not expire, to {What(action)}."
                : $"{Who(subject)} used {caller.LongLivedCredential} as {caller.Username}, a key that does not expire, to {What(action)}.",
            Mend = isKubernetes
                ? "Let the program use the token that Kubernetes puts into its pod and renews (a projected volume), or kubectl create token for one with an end; then delete the secret that holds this one."
                : "Bind the service account to the cloud identity (workload identity) and take the key out of the task's connection, variable or secret; then delete the key in the cloud.",
            Measures = [new Measure("credential", caller.LongLivedCredential, "one that expires"), new Measure("identity", caller.Username, "")],
        };
    }

    private static Finding OfUnbound(PlatformAction action, in ActionAttribution attribution, FindingSubject subject, string cause) => Of(action, attribution, subject, cause) with
    {
        Summary = $"{Who(subject)} used a token of {action.Caller.Username} that is bound to no pod to {What(action)}: it was not given to the pod by Kubernetes, somebody brought it there.",
        Mend = "Look for a kubeconfig or token in the task's image, connection, variable or secret, and let the task use the token that Kubernetes puts into its pod. A token that leaks works from anywhere until it expires.",
        Measures = [new Measure("identity", action.Caller.Username, ""), new Measure("pod of the token", "none", "the pod that uses it")],
    };

    private static Finding Of(PlatformAction action, in ActionAttribution attribution, FindingSubject subject, string cause) => new()
    {
        Rule = Name,
        Severity = Severity.Warning,
        Subject = subject,
        Cause = cause,
        Summary = "",
        Mend = "",
        Evidence = attribution.Class == AttributionClass.Exact
            ? $"complete: {action.Source} recorded the action and the pod"
            : attribution.Owner is null ? $"{action.Source} recorded the action; which pod it was is not known" : $"{action.Source} recorded the action; the pod is inferred by {PlatformNames.Of(attribution.Evidence)}",
        IsComplete = attribution.Class == AttributionClass.Exact,
        Try = attribution.Owner?.Try,
        TryId = attribution.Owner is { Try: not null } owner ? TryKey.Of(owner).ToId() : "",
        Since = action.At.IsMissing ? action.ReceivedAt : action.At,
        At = action.ReceivedAt,
        TraceId = action.TraceId,
    };

    private static string Who(FindingSubject subject) => subject.IsTask ? $"{subject.DagId}.{subject.TaskId}" : "Somebody";

    private static string What(PlatformAction action) => $"{action.Verb} {action.Target}";
}
