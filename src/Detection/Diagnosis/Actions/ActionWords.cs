using Windsock.Model.Platform;

namespace Windsock.Detection.Diagnosis.Actions;

/// <summary>Puts what was asked of a platform into words.</summary>
internal static class ActionWords
{
    /// <summary>A line of a try's timeline.</summary>
    public static string InTimeline(AttributedAction attributed)
    {
        var action = attributed.Action;
        var detail = attributed.Detail.Length == 0 ? "" : $" ({attributed.Detail})";
        return action.Outcome is ActionOutcome.Succeeded or ActionOutcome.Unknown
            ? $"{action.Verb} of {action.Target}{detail}"
            : $"{action.Verb} of {action.Target} {Went(action)}{detail}";
    }

    /// <summary><c>create of postgresqlinstances.example.org was forbidden for system:serviceaccount:airflow:worker</c>.</summary>
    public static string What(PlatformAction action) => action.System switch
    {
        PlatformSystem.CloudRun when action.Caller.Username.Length == 0 => $"call of the Cloud Run service {action.Target.Name} {Went(action)}",
        _ when action.Outcome == ActionOutcome.Denied => $"{action.Verb} of {action.Target.Kind}{Name(action.Target)} was forbidden{(Who(action) is { Length: > 0 } who ? $" for {who}" : "")}",
        _ => $"{action.Verb} of {action.Target.Kind}{Name(action.Target)}{(Who(action) is { Length: > 0 } who ? $" as {who}" : "")} {Went(action)}",
    };

    /// <summary>A sentence without its full stop: the right that is missing, for one that was denied; else the platform's own words; empty without any.</summary>
    public static string Why(PlatformAction action) => action switch
    {
        { Outcome: ActionOutcome.Denied, System: PlatformSystem.Kubernetes or PlatformSystem.Crossplane or PlatformSystem.Terraform, Caller.Username.Length: > 0 } => $"The reason: missing verb {action.Verb}{Where(action.Target)}",
        { Message.Length: > 0 } => $"It said: {action.Message.TrimEnd('.')}",
        _ => "",
    };

    public static string Mend(PlatformAction action)
    {
        var target = action.Target;
        return action.Outcome switch
        {
            ActionOutcome.Denied when action.Caller.ServiceAccount is var (space, name) =>
                $"Give service account {space}/{name} the verb {action.Verb} on {target.Kind}{(target.Namespace.Length > 0 ? $" in namespace {target.Namespace}: a Role and a RoleBinding" : ": a ClusterRole and a ClusterRoleBinding")}, or let the task use the account that has it.",
            ActionOutcome.Denied => $"Give {Who(action)} the right to {action.Verb} {target.Kind}.",
            ActionOutcome.MissingToken => $"Let the task send a token to {target.Kind}: none came with the request.",
            ActionOutcome.TokenRefused => $"Look at the token that the task sends to {(target.Name.Length > 0 ? target.Name : target.Kind)}: its audience must be the URL that is called, its issuer must be trusted, and it must not have expired.",
            ActionOutcome.NotFound => $"Look whether {target.Kind}{Name(target)} is what it is called: an irregular plural, another namespace or another API version is a usual reason.",
            ActionOutcome.Conflict when action.Reason == "AlreadyExists" => $"Let the task take over what is there, or give it a name of its own per run: an earlier try has made {target.Kind}{Name(target)}.",
            ActionOutcome.Conflict => $"Let the task read {target.Kind}{Name(target)} anew and try again: somebody else has changed it.",
            ActionOutcome.Invalid => $"Correct the request: {target.Kind} of this kind is refused by its schema or by an admission policy.",
            ActionOutcome.Throttled => "Send fewer requests at once, or wait longer between them.",
            ActionOutcome.Routing => $"Look at the ingress settings of {target.Name} and at the host and the region that are called.",
            _ => $"Look at the health of what serves {target.Kind} at that time.",
        };
    }

    private static string Went(PlatformAction action) => action.Outcome switch
    {
        ActionOutcome.Denied => "was forbidden",
        ActionOutcome.MissingToken => "was refused: no token was shown",
        ActionOutcome.TokenRefused => "was refused: its token was not accepted",
        ActionOutcome.NotFound => "found nothing of that name",
        ActionOutcome.Conflict => action.Reason == "AlreadyExists" ? "was refused: it is there already" : "was refused: it had changed meanwhile or is locked",
        ActionOutcome.Invalid => "was refused as invalid",
        ActionOutcome.Throttled => "was refused: too many requests",
        ActionOutcome.Routing => "did not reach it",
        _ => "failed",
    };

    private static string Who(PlatformAction action) => action.Caller switch
    {
        { ImpersonatedUsername: { Length: > 0 } other, Username: var user } => $"{user} as {other}",
        { Username: var user } => user,
    };

    private static string Name(ActionTarget target) => (target.Namespace.Length, target.Name.Length) switch
    {
        (_, 0) => "",
        (0, _) => $" {target.Name}",
        _ => $" {target.Namespace}/{target.Name}",
    };

    private static string Where(ActionTarget target) => target.Namespace.Length > 0 ? $" in namespace {target.Namespace}" : "";
}
