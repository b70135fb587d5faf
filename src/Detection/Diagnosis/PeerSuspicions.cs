using System.Collections.Immutable;
using Windsock.Detection.Tries;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Suspects peers whose connections failed and were not fine again.</summary>
internal static class PeerSuspicions
{
    public static IEnumerable<Suspicion> Of(TryCase tryCase)
    {
        var lastResolvedAt = tryCase.Names.IsEmpty ? Instant.Missing : tryCase.Names.Max(name => name.LastResolvedAt);
        foreach (var peer in tryCase.Peers)
        {
            var found = Concerns(tryCase, peer) ? OfConnections(tryCase, peer) ?? OfWarmUp(tryCase, peer) : null;

            // A name server that did not answer and another that did.
            if (found is not null && (found.Cause != FailureCause.DnsFailure || lastResolvedAt <= found.Last))
            {
                yield return found;
            }
        }
    }

    /// <summary>Whom the try called; and who calls it, when that is another part of the same work (Spark executors call their driver).</summary>
    private static bool Concerns(TryCase tryCase, PeerCase peer)
    {
        var task = tryCase.Try.Task;
        return peer.Key.Direction == TrafficDirection.Egress
            || (peer.Key.Kind == PeerKind.Task && peer.Key.Name == $"{task.Namespace}/{task.DagId}.{task.TaskId}");
    }

    private static Suspicion? OfConnections(TryCase tryCase, PeerCase peer)
    {
        var wasFineAt = peer.LastGoodAnswerAt > peer.LastEstablishedAt ? peer.LastGoodAnswerAt : peer.LastEstablishedAt;
        if (peer.Failures.IsEmpty || peer.Failures[^1] is var last && last.At <= wasFineAt)
        {
            return null;
        }

        if (CauseOf(peer, last) is not { } cause)
        {
            return null;
        }

        var alike = peer.Failures.Where(failure => failure.At > wasFineAt && CauseOf(peer, failure) == cause).ToList();
        var lastSeen = cause is FailureCause.PolicyDenied or FailureCause.NoRoute && peer.LastDropAt > last.LastSeen ? peer.LastDropAt : last.LastSeen;
        var isEarly = cause == FailureCause.PolicyDenied && MayBeWarmUp(tryCase, peer, alike);
        return new Suspicion
        {
            Cause = cause,
            Peer = peer.Key.Name,
            Port = peer.Key.Port,
            PeerCase = peer,
            First = alike[0].At,
            Last = lastSeen,
            Count = CountOf(peer, last.Outcome, alike.Count),
            WasRetried = alike.Count > 1 || last.Attempts >= DiagnosisRules.PersistentSyns,
            NeverWorked = wasFineAt.IsMissing,
            Fresh = FreshOf(last),
            Doubt = IsFireAndForget(peer) ? 3 : last.Outcome == ConnectionOutcome.Established ? DoubtOfClosed(alike.Count) : 0,
            Cap = isEarly || last.Outcome is ConnectionOutcome.Unknown or ConnectionOutcome.Established ? Confidence.Medium : Confidence.High,
            Retry = isEarly ? RetryAdvice.MayHelp : RetryOf(cause, last),
            Outcome = last.Outcome,
            Drop = last.Outcome == ConnectionOutcome.Denied ? DropClasses.Of(last.Reason) : null,
            DroppedAt = last.DroppedAt,
            Evidence = EvidenceOf(last.Outcome, alike),
            MayBeWarmUp = isEarly,
        };
    }

    /// <summary>Drops in the first seconds of a pod only, by which whole connections failed, and later ones that came about. Whether
    /// the task failed by it is told by how soon it ended.</summary>
    private static Suspicion? OfWarmUp(TryCase tryCase, PeerCase peer)
    {
        var denials = peer.Failures.Where(failure => failure.Outcome == ConnectionOutcome.Denied).ToList();
        if (denials.Count == 0 || peer.Count(ConnectionOutcome.Denied) > denials.Count || !HasOnlyPolicyDrops(peer, denials)
            || !IsInWarmUp(tryCase, peer, denials) || peer.LastEstablishedAt <= denials[^1].At
            || tryCase.EndedAt.Since(denials[^1].LastSeen) > DiagnosisRules.HastyEnd)
        {
            return null;
        }

        return new Suspicion
        {
            Cause = FailureCause.IdentityNotReady,
            Peer = peer.Key.Name,
            Port = peer.Key.Port,
            PeerCase = peer,
            First = denials[0].At,
            Last = denials[^1].LastSeen,
            Count = denials.Count,
            WasRetried = denials.Count > 1,
            Fresh = DiagnosisRules.HastyEnd,
            Doubt = IsFireAndForget(peer) ? 3 : 0,
            Cap = Confidence.Medium,
            Retry = RetryAdvice.LikelyHelps,
            Outcome = ConnectionOutcome.Denied,
            Drop = DropClasses.Of(denials[^1].Reason),
            DroppedAt = denials[^1].DroppedAt,
            Evidence = EvidenceOf(ConnectionOutcome.Denied, denials),
        };
    }

    /// <summary>Null: a failure of this kind is no trouble to a task.</summary>
    private static FailureCause? CauseOf(PeerCase peer, FailedAttempt failure)
    {
        switch (failure.Outcome)
        {
            case ConnectionOutcome.Refused when peer.IsRefusedByService && peer.LastEstablishedAt.IsMissing:
                return FailureCause.ServiceWithoutBackend;
            case ConnectionOutcome.Denied:
                return DropClasses.Of(failure.Reason).Cause switch
                {
                    // Policies that are named have dropped it, whatever the reason says.
                    FailureCause.Timeout when PeerWords.Policies(failure.Policies, failure.DroppedAt).Any() => FailureCause.PolicyDenied,
                    FailureCause.NoneSeen => null,
                    var cause => cause,
                };
            case ConnectionOutcome.Refused or ConnectionOutcome.Timeout or ConnectionOutcome.Unanswered or ConnectionOutcome.Unknown when peer.IsDns:
                return FailureCause.DnsFailure;
            case ConnectionOutcome.Refused:
                return FailureCause.Refused;
            case ConnectionOutcome.Established:
                return peer.HasHttp ? null : FailureCause.Tls;
            case ConnectionOutcome.Reset:
                return failure.WasBrief && DiagnosisRules.IsTlsPort(peer.Key.Port) && !peer.HasHttp ? FailureCause.Tls : FailureCause.Reset;
            case ConnectionOutcome.Timeout or ConnectionOutcome.Unknown:
                return FailureCause.Timeout;
            default:
                // Datagrams that nobody answers are what metrics and logs are sent by.
                return null;
        }
    }

    /// <summary>All failures of the kind when the peer never was fine; else those since then that are remembered.</summary>
    private static int CountOf(PeerCase peer, ConnectionOutcome outcome, int remembered) =>
        peer.LastEstablishedAt.IsMissing && peer.LastGoodAnswerAt.IsMissing ? Math.Max(peer.Count(outcome), remembered) : remembered;

    private static TimeSpan FreshOf(FailedAttempt failure) => failure.Outcome switch
    {
        ConnectionOutcome.Denied => DiagnosisRules.FreshDrop,
        ConnectionOutcome.Timeout or ConnectionOutcome.Unanswered or ConnectionOutcome.Unknown => DiagnosisRules.FreshSilence,
        _ => DiagnosisRules.FreshAnswer,
    };

    private static RetryAdvice RetryOf(FailureCause cause, FailedAttempt failure) => cause switch
    {
        _ when failure.Outcome == ConnectionOutcome.Denied => DropClasses.Of(failure.Reason).Retry,
        FailureCause.Tls => RetryAdvice.WillNotHelp,
        _ => RetryAdvice.MayHelp,
    };

    /// <summary>A look whether somebody listens is as brief, and done once.</summary>
    private static int DoubtOfClosed(int times) => times > 1 ? 1 : 3;

    private static bool IsFireAndForget(PeerCase peer) => peer.Key.Protocol != L4Protocol.Tcp && !peer.IsDns;

    private static bool MayBeWarmUp(TryCase tryCase, PeerCase peer, List<FailedAttempt> denials) =>
        denials.TrueForAll(denial => denial.Outcome == ConnectionOutcome.Denied && denial.Reason != DropReason.PolicyDeny
            && !PeerWords.Policies(denial.Policies, denial.DroppedAt).Any())
        && HasOnlyPolicyDrops(peer, denials)
        && IsInWarmUp(tryCase, peer, denials);

    private static bool HasOnlyPolicyDrops(PeerCase peer, List<FailedAttempt> denials) => peer.HasOnlyPolicyDrops
        && denials.TrueForAll(denial => DropClasses.Of(denial.Reason).Cause is FailureCause.PolicyDenied or FailureCause.IdentityNotReady);

    private static bool IsInWarmUp(TryCase tryCase, PeerCase peer, List<FailedAttempt> denials)
    {
        var first = peer.FirstDropAt.IsMissing || denials[0].At < peer.FirstDropAt ? denials[0].At : peer.FirstDropAt;
        var last = peer.LastDropAt > denials[^1].LastSeen ? peer.LastDropAt : denials[^1].LastSeen;
        foreach (var start in tryCase.PodStarts)
        {
            if (first.Since(start) >= -DiagnosisRules.ClockSlack && last.Since(start) <= DiagnosisRules.WarmUp)
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableArray<string> EvidenceOf(ConnectionOutcome outcome, List<FailedAttempt> alike)
    {
        if (outcome != ConnectionOutcome.Denied)
        {
            return [];
        }

        var policies = Ranked(alike.SelectMany(failure => PeerWords.Policies(failure.Policies, failure.DroppedAt)));
        return policies.IsEmpty ? Ranked(alike.Select(failure => PublicNames.Of(failure.Reason))) : policies;
    }

    private static ImmutableArray<string> Ranked(IEnumerable<string> words) =>
    [
        .. words.GroupBy(word => word, StringComparer.Ordinal)
            .OrderByDescending(same => same.Count())
            .ThenBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => same.Key)
            .Take(DiagnosisRules.MaxEvidence),
    ];
}
