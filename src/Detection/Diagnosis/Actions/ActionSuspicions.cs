using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Actions;

/// <summary>Suspects what the try asked of the platform in vain, and what it waited for there.</summary>
internal static class ActionSuspicions
{
    public static IEnumerable<Suspicion> Of(TryCase tryCase) => [.. tryCase.FailedActions.Select(OfAction).OfType<Suspicion>(), .. tryCase.Troubles.Select(OfTrouble).OfType<Suspicion>()];

    private static Suspicion? OfAction(FailedAction failure)
    {
        var action = failure.Latest;
        return CauseOf(action) is not { } cause ? null : new Suspicion
        {
            Cause = cause,
            Peer = action.Target.Kind,
            First = failure.First,
            Last = failure.Last,
            Count = failure.Count,
            WasRetried = failure.Count > 1,
            NeverWorked = true,
            Retry = cause is FailureCause.Permission or FailureCause.RequestRejected ? RetryAdvice.WillNotHelp : cause == FailureCause.RateLimited ? RetryAdvice.LikelyHelps : RetryAdvice.MayHelp,

            // Programs ask whether something is there before they make it: that it is not is seldom what stops them.
            // And what a cloud's log says of a request without a caller is second to the request itself, where that was seen.
            Doubt = action is { Outcome: ActionOutcome.NotFound, IsWrite: false } ? 3 : action.Outcome == ActionOutcome.NotFound || action.Gaps.HasFlag(ActionGaps.NoCaller) ? 1 : 0,
            TraceId = action.TraceId,
            Evidence = [.. new[] { action.Code > 0 ? $"HTTP {action.Code}" : "", action.Reason }.Where(word => word.Length > 0)],
            Platform = new PlatformTrouble(ActionWords.What(action), ActionWords.Why(action), ActionWords.Mend(action)),
        };
    }

    private static Suspicion? OfTrouble(PlatformMoment moment) => moment switch
    {
        StateLockWaited wait => new Suspicion
        {
            Cause = FailureCause.StateLocked,
            Peer = $"state {wait.Workspace}",
            First = wait.At.Add(-wait.Waited),
            Last = wait.At,
            Count = 1,
            NeverWorked = true,
            Retry = RetryAdvice.MayHelp,
            Evidence = [wait.HolderName],
            Platform = new PlatformTrouble(MomentWords.What(wait), "", MomentWords.Mend(wait)),
        },
        ResourceTroubled trouble => new Suspicion
        {
            Cause = FailureCause.ResourceNotReady,
            Peer = trouble.Name.ToString(),
            First = trouble.At,
            Last = trouble.At,
            Count = 1,
            NeverWorked = true,

            // A task waits for what it made, for minutes, and does nothing else.
            Fresh = DiagnosisRules.Old,
            Retry = trouble.Cause is "permission" or "invalid" or "stuck" ? RetryAdvice.WillNotHelp : RetryAdvice.MayHelp,
            Evidence = [trouble.Cause],
            Platform = new PlatformTrouble(MomentWords.What(trouble), trouble.Message.Length == 0 ? "" : $"It said: {trouble.Message.TrimEnd('.')}", MomentWords.Mend(trouble)),
        },
        _ => null,
    };

    private static FailureCause? CauseOf(PlatformAction action) => action.Outcome switch
    {
        ActionOutcome.Denied => FailureCause.Permission,
        ActionOutcome.MissingToken or ActionOutcome.TokenRefused => FailureCause.Token,
        ActionOutcome.Throttled => FailureCause.RateLimited,
        ActionOutcome.Failed => FailureCause.ServerError,
        ActionOutcome.Routing => FailureCause.Routing,

        // A lock that is refused is told by who waited for it.
        ActionOutcome.Conflict when action.System == PlatformSystem.Terraform => null,
        ActionOutcome.NotFound or ActionOutcome.Conflict or ActionOutcome.Invalid => FailureCause.RequestRejected,
        _ => null,
    };
}
