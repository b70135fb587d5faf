using System.Globalization;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Suspects peers whose last word was a status code that stops a task.</summary>
internal static class HttpSuspicions
{
    public static IEnumerable<Suspicion> Of(TryCase tryCase)
    {
        foreach (var peer in tryCase.Peers)
        {
            if (peer.Key.Direction == TrafficDirection.Egress && !peer.BadAnswers.IsEmpty && OfAnswers(peer) is { } found)
            {
                yield return found;
            }
        }
    }

    private static Suspicion? OfAnswers(PeerCase peer)
    {
        var last = peer.BadAnswers.MaxBy(answer => answer.Last);
        if (last.Last <= peer.LastGoodAnswerAt || CauseOf(last.Code) is not { } cause)
        {
            return null;
        }

        // Codes of one cause (502, 503, 504) are one trouble. Of those that also came before the last good answer only the last is sure to count.
        var alike = peer.BadAnswers.Where(answer => CauseOf(answer.Code) == cause && answer.Last > peer.LastGoodAnswerAt).OrderByDescending(answer => answer.Count).ToList();
        var count = alike.Aggregate(0, (sum, answer) => Sums.Saturating(sum, answer.First > peer.LastGoodAnswerAt ? answer.Count : 1));
        var first = alike.Min(answer => answer.First > peer.LastGoodAnswerAt ? answer.First : answer.Last);
        return new Suspicion
        {
            Cause = cause,
            Peer = peer.Key.Name,
            Port = peer.Key.Port,
            PeerCase = peer,
            First = first,
            Last = last.Last,
            Count = count,
            WasRetried = count > 1,
            NeverWorked = peer.LastGoodAnswerAt.IsMissing,
            Retry = RetryOf(cause),
            Code = last.Code,
            Evidence = [.. alike.Select(answer => string.Create(CultureInfo.InvariantCulture, $"HTTP {answer.Code}")).Take(DiagnosisRules.MaxEvidence)],
        };
    }

    private static FailureCause? CauseOf(uint code) => code switch
    {
        401 or 407 => FailureCause.Token,
        403 => FailureCause.Permission,
        429 => FailureCause.RateLimited,
        >= 500 and < 600 => FailureCause.ServerError,
        _ => null,
    };

    private static RetryAdvice RetryOf(FailureCause cause) => cause switch
    {
        FailureCause.Permission => RetryAdvice.WillNotHelp,
        FailureCause.RateLimited => RetryAdvice.LikelyHelps,
        _ => RetryAdvice.MayHelp,
    };
}
