using System.Collections.Immutable;
using Windsock.Detection.Tries;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Guardrails;

/// <summary>Makes findings of violations: texts of one line within their length, lists within theirs.</summary>
internal static class FindingWriter
{
    private const int MaxText = 1_000;
    private const int MaxItems = 16;

    public static Model.Findings.Finding Write(Violation violation, TryStory story, Instant now) => Write(
        violation, story.Try, story.Id, EvidenceWords.Of(story.Evidence), story.Evidence.IsComplete, violation.Since.IsMissing ? story.StartedAt : violation.Since, now) with
    {
        TryStartedAt = story.StartedAt,
        Owners = Some(story.Owners),
        Tags = Some(story.Tags),
    };

    /// <summary>One call is all the evidence that it takes.</summary>
    public static Model.Findings.Finding Write(Violation violation, MeshObservation observation, TaskTry attempt, string tryId) =>
        Write(violation, attempt, tryId, EvidenceWords.Complete, true, violation.Since, observation.At);

    private static Model.Findings.Finding Write(Violation violation, TaskTry attempt, string tryId, string evidence, bool isComplete, Instant since, Instant at) => new()
    {
        Rule = GuardrailJudge.Rule,
        Severity = violation.Severity,
        Subject = FindingSubject.Of(attempt.Task),
        Cause = Fit(violation.Cause),
        Summary = Fit(violation.Summary),
        Mend = Fit(violation.Mend),
        Measures = violation.Measures,
        Evidence = evidence,
        IsComplete = isComplete,
        Try = attempt,
        TryId = tryId,
        Peer = Fit(violation.Peer),
        Port = violation.Port,
        Source = Fit(violation.Source.ToString()),
        Since = since,
        At = at,
        TraceId = violation.TraceId,
    };

    private static ImmutableArray<string> Some(ImmutableArray<string> texts) =>
        texts.IsDefaultOrEmpty ? [] : [.. texts.Take(MaxItems).Select(Fit)];

    private static string Fit(string text)
    {
        var line = OneLine.Of(text);
        return line.Length <= MaxText ? line : line[..(MaxText - 3)] + "...";
    }
}
