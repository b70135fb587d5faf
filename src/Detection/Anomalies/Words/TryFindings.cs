using System.Collections.Immutable;
using Windsock.Detection.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Words;

/// <summary>Makes findings about tries: what every one of them says of its try is said in one place.</summary>
internal static class TryFindings
{
    public static Finding Of(
        TryView view, string rule, Severity severity, string cause, string summary, string mend, Instant since, ImmutableArray<Measure> measures = default,
        string peer = "", ushort port = 0, string traceId = "") => new()
        {
            Rule = rule,
            Severity = severity,
            Subject = FindingSubject.Of(view.Try.Task),
            Cause = cause,
            Summary = summary,
            Mend = mend,
            Measures = measures.IsDefault ? [] : measures,
            Evidence = EvidenceWords.Of(view.Evidence),
            IsComplete = view.Evidence.IsComplete,
            Try = view.Try,
            TryId = view.Id,
            TryStartedAt = view.StartedAt,
            Peer = peer,
            Port = port,
            TraceId = traceId,
            Since = since.IsMissing ? view.StartedAt : since,
            At = view.Now,
            Owners = view.Owners,
            Tags = view.Tags,
        };
}
