using Windsock.Detection.Diagnosis;
using Windsock.Model.Findings;
using Windsock.Model.Tries;

namespace Windsock.Detection.Anomalies.Words;

/// <summary>Finds troubles of one cause that are worth a finding: those that a try is thought to have failed by, and those that come
/// often and never came to its task before.</summary>
/// <param name="manyFrom">From how many times on it is told of a try that did not fail.</param>
/// <param name="isNoise">Those that are never worth one; null: there are none.</param>
internal sealed class Troubles(string rule, FailureCause cause, string counted, int manyFrom, Func<Suspicion, bool>? isNoise = null)
{
    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        foreach (var trouble in view.Troubles)
        {
            if (trouble.Cause == cause && isNoise?.Invoke(trouble) != true && IsWorthIt(view, trouble))
            {
                findings.Add(TryFindings.Of(
                    view,
                    rule,
                    Severity.Warning,
                    Wording.Where(trouble),
                    $"{FindingText.Task(view.Try.Task)}: {Lower(Wording.Plain(trouble))}",
                    Mends.Of(trouble, view.Case),
                    trouble.First,
                    [new Measure(counted, FindingText.Count(trouble.Count, "time"), view.Profile is null ? "" : "usual none")],
                    trouble.Peer,
                    trouble.Port,
                    trouble.TraceId));
            }
        }
    }

    private bool IsWorthIt(TryView view, Suspicion trouble)
    {
        var isBlamed = false;
        foreach (var blamed in view.Causes)
        {
            isBlamed |= blamed.Cause == cause && blamed.Peer == trouble.Peer && blamed.Port == trouble.Port
                && (blamed.Confidence == Confidence.High || (blamed.Confidence == Confidence.Medium && trouble.WasRetried));
        }

        // Whether a try failed is often not known; what its task lives with is no news then.
        var isUsual = view.Profile is { } profile && profile.IsUsualTrouble(trouble.Habit);
        return isBlamed
            ? view.Case.Result == TryResult.Failed || !isUsual
            : !isUsual && ((view.Profile is not null && trouble.Count >= manyFrom) || WasLastWord(view, trouble));
    }

    /// <summary>Once a try had it and went well, so it is not blamed; this one failed right after it had come again and again.</summary>
    private static bool WasLastWord(TryView view, Suspicion trouble) =>
        view is { IsFinal: true, Case.Result: TryResult.Failed } && trouble.WasRetried && view.Case.EndedAt.Since(trouble.Last) <= DiagnosisRules.FreshAnswer;

    private static string Lower(string sentence) => sentence.StartsWith("Its ", StringComparison.Ordinal) || sentence.StartsWith("The ", StringComparison.Ordinal)
        ? char.ToLowerInvariant(sentence[0]) + sentence[1..]
        : sentence;
}
