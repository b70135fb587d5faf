using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis;

/// <summary>Says how sure it is that a try failed by what it is suspected of. Evidence adds up: how soon the end followed, whether the
/// try kept trying, whether the peer ever was fine; against it speak work that went on, likelier suspects, and what the try lived with.
/// From 3 on it is sure, with 1 it is a possibility, below that nothing is said.</summary>
internal static class Weighing
{
    private const int Sure = 3;
    private const int Likely = 2;
    private const int Possible = 1;

    /// <summary>Null when it is not worth naming.</summary>
    public static (Confidence Confidence, int Score)? Weigh(Suspicion suspicion, IReadOnlyList<Suspicion> all, TryCase tryCase)
    {
        var score = Strength(suspicion, tryCase);
        score -= WorkWentOn(suspicion, tryCase) ? 1 : 0;
        score -= all.Any(other => IsLikelier(other, suspicion, tryCase)) ? 1 : 0;
        score -= WasEndured(suspicion, tryCase) ? 3 : 0;
        score -= HasOtherReason(tryCase) ? 3 : 0;

        // Passing troubles may have passed in time then, and not now.
        score -= tryCase.Tolerated.Contains(suspicion.Habit) ? 2 : 0;

        // What was lost may have been the success that clears the suspect.
        var sure = tryCase.Evidence.LostEvents > 0 || tryCase.Evidence.HasGap ? Sure + 1 : Sure;
        var confidence = score >= sure ? Confidence.High : score >= Likely ? Confidence.Medium : Confidence.Low;
        var cap = tryCase.Result == TryResult.Failed ? suspicion.Cap : (Confidence)Math.Max((byte)suspicion.Cap, (byte)Confidence.Medium);
        return score < Possible ? null : (confidence < cap ? cap : confidence, score);
    }

    /// <summary>The pod's own reason explains the end, and no network does.</summary>
    public static bool HasOtherReason(TryCase tryCase) => PodReasons.Of(tryCase.PodReason) is not null;

    /// <summary>What speaks for it by itself.</summary>
    private static int Strength(Suspicion suspicion, TryCase tryCase)
    {
        var gap = tryCase.EndedAt.Since(suspicion.Last);
        var recency = gap <= suspicion.Fresh ? 2 : gap <= DiagnosisRules.Recent ? 1 : gap <= DiagnosisRules.Old ? 0 : -2;
        return recency + (suspicion.WasRetried ? 1 : 0) + (suspicion.NeverWorked ? 1 : 0) - suspicion.Doubt;
    }

    /// <summary>Other peers were called, and answered, after it and before what every task does when it ends.</summary>
    private static bool WorkWentOn(Suspicion suspicion, TryCase tryCase) =>
        HasWork(suspicion, tryCase, suspicion.Last.Add(DiagnosisRules.Overlap), tryCase.EndedAt.Add(-DiagnosisRules.Aftermath));

    private static bool WasEndured(Suspicion suspicion, TryCase tryCase) =>
        suspicion.Last.Since(suspicion.First) >= DiagnosisRules.Endurance
        && HasWork(suspicion, tryCase, suspicion.First.Add(DiagnosisRules.Recent), tryCase.EndedAt);

    private static bool HasWork(Suspicion suspicion, TryCase tryCase, Instant from, Instant to) => tryCase.Peers.Any(peer =>
        peer.IsWork && !ReferenceEquals(peer, suspicion.PeerCase) && peer.LastEstablishedAt > from && peer.LastEstablishedAt < to);

    private static bool IsLikelier(Suspicion other, Suspicion suspicion, TryCase tryCase) =>
        other.Last.Since(suspicion.Last) >= DiagnosisRules.ClearlyLater && Strength(other, tryCase) >= Sure;
}
