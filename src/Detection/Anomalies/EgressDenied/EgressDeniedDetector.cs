using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Diagnosis;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.EgressDenied;

/// <summary>A network policy denies what a task wants to do, and no run of it did without. What Cilium drops before it knows a new pod
/// is no denial, unless the try failed by it: then somebody has to look, whichever it was.</summary>
internal sealed class EgressDeniedDetector : ITryDetector
{
    public string Rule => "egress_denied";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        foreach (var trouble in view.Troubles)
        {
            if (trouble is { Cause: FailureCause.PolicyDenied, PeerCase.Key.Direction: TrafficDirection.Egress } && !IsUsual(view, trouble)
                && (!trouble.MayBeWarmUp || FailedBy(view, trouble)))
            {
                findings.Add(TryFindings.Of(
                    view,
                    Rule,
                    Severity.Warning,
                    CauseOf(trouble),
                    $"{FindingText.Task(view.Try.Task)}: {Lower(Wording.Plain(trouble))}",
                    Mends.Of(trouble, view.Case),
                    trouble.First,
                    [new Measure("denied connections", FindingText.Count(trouble.Count, "attempt"), view.Profile is null ? "" : "usual none")],
                    trouble.Peer,
                    trouble.Port));
            }
        }
    }

    /// <summary>Tries go on without it, and have for some time. One that failed may have failed by it.</summary>
    private static bool IsUsual(TryView view, Suspicion trouble) =>
        view.Case.Result != TryResult.Failed && view.Profile is { } profile && profile.IsUsualTrouble(trouble.Habit);

    private static bool FailedBy(TryView view, Suspicion trouble)
    {
        foreach (var blamed in view.Causes)
        {
            if (view.Case.Result == TryResult.Failed && blamed.Cause == FailureCause.PolicyDenied && blamed.Peer == trouble.Peer && blamed.Port == trouble.Port && blamed.Confidence != Confidence.Low)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The policy that forbids it; where none does, the place that none allows.</summary>
    private static string CauseOf(Suspicion trouble) =>
        trouble.Evidence.FirstOrDefault(evidence => evidence.Contains(' ', StringComparison.Ordinal)) is { } policy
            ? policy
            : $"no policy allows {Wording.Where(trouble)}";

    private static string Lower(string sentence) => sentence.StartsWith("Its ", StringComparison.Ordinal) ? $"its {sentence[4..]}" : sentence;
}
