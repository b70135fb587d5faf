using Windsock.Detection.Diagnosis.Actions;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tries.Reading;

/// <summary>Writes what a try asked of the platform into its ledger.</summary>
internal static class ActionReader
{
    /// <returns>True when it may change why the try failed.</returns>
    public static bool Read(AttributedAction attributed, TryLedger ledger)
    {
        var action = attributed.Action;
        var at = action.At.IsMissing ? action.ReceivedAt : action.At;
        if (action.IsDryRun)
        {
            return false;
        }

        var went = action.Outcome is ActionOutcome.Succeeded or ActionOutcome.Unknown;
        if (!went || action.IsWrite)
        {
            // A read that went well is nothing to tell: clients poll.
            ledger.Timeline.Add(at, went ? TryTimeline.Asked : TryTimeline.AskedInVain, ActionWords.InTimeline(attributed), isDull: went);
        }

        ledger.Actions.Observe(action, at);
        return true;
    }

    /// <returns>True when it may change why the try failed.</returns>
    public static bool Read(PlatformMoment moment, TryLedger ledger)
    {
        if (moment is CloudCalled { Action: { } request, Outcome: not ActionOutcome.Succeeded })
        {
            // The cloud's own record of a request, which names no caller: it was tied to the try by the call itself.
            return Read(new AttributedAction(request, ActionAttribution.Unknown), ledger);
        }

        if (MomentWords.InTimeline(moment) is not { } words)
        {
            return false;
        }

        ledger.Timeline.Add(moment.At, TryTimeline.Platform, words, isDull: moment is ResourceBecameReady);
        ledger.Actions.Observe(moment);
        return true;
    }
}
