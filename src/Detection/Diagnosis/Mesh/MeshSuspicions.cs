using System.Globalization;
using Windsock.Detection.Tries;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Suspects peers whose calls failed as a mesh proxy told, and did not go well again.</summary>
internal static class MeshSuspicions
{
    public static IEnumerable<Suspicion> Of(TryCase tryCase)
    {
        foreach (var peer in tryCase.Peers)
        {
            if (peer.Key.Direction == TrafficDirection.Egress && !peer.MeshFailures.IsEmpty && OfCalls(peer) is { } found)
            {
                yield return found;
            }
        }
    }

    private static Suspicion? OfCalls(PeerCase peer)
    {
        var last = peer.MeshFailures.MaxBy(failure => failure.Last)!;

        // An answer that was broken off had begun well.
        if (last.Last < peer.LastGoodAnswerAt)
        {
            return null;
        }

        var alike = peer.MeshFailures.Where(failure => failure.Failure.Class.Cause == last.Failure.Class.Cause && failure.Last >= peer.LastGoodAnswerAt).ToList();
        var count = alike.Aggregate(0, (sum, failure) => Sums.Saturating(sum, failure.First >= peer.LastGoodAnswerAt ? failure.Count : 1));
        return new Suspicion
        {
            Cause = last.Failure.Class.Cause,
            Peer = peer.Key.Name,
            Port = peer.Key.Port,
            PeerCase = peer,
            First = alike.Min(failure => failure.First >= peer.LastGoodAnswerAt ? failure.First : failure.Last),
            Last = last.Last,
            Count = count,
            WasRetried = count > 1,
            NeverWorked = peer.LastGoodAnswerAt.IsMissing,
            Retry = last.Failure.Class.Retry,
            Code = last.Code,
            Mesh = last.Failure,
            RequestId = last.RequestId.ToUuid(),
            TraceId = last.TraceId.ToHex(),
            Evidence = [.. alike.OrderByDescending(failure => failure.Count).SelectMany(EvidenceOf).Distinct(StringComparer.Ordinal).Take(DiagnosisRules.MaxEvidence)],
        };
    }

    private static IEnumerable<string> EvidenceOf(MeshTally failure)
    {
        if (failure.Failure.Told.Length > 0)
        {
            yield return failure.Failure.Class.Cause == Model.Tries.FailureCause.Permission ? $"AuthorizationPolicy {failure.Failure.Told}" : failure.Failure.Told;
        }

        if (failure.Code > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"HTTP {failure.Code}");
        }

        var flags = MeshFlags.NamesOf(failure.Flags);
        if (flags.Length > 0)
        {
            yield return $"response flags {flags}";
        }
    }
}
