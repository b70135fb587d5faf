using Windsock.Model.Flows;

namespace Windsock.Model.Findings;

/// <summary>A rule looked at a subject with complete evidence and found nothing wrong (any more).</summary>
/// <param name="Cause">What is over; null: everything that the rule had found about the subject.</param>
public sealed record AllClear(string Rule, FindingSubject Subject, string? Cause, Instant At);
