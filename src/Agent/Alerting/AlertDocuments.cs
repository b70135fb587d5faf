using System.Collections.Immutable;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;

namespace Windsock.Agent.Alerting;

/// <summary>Alerts as pages show them.</summary>
internal static class AlertDocuments
{
    public static AlertList Of(ImmutableArray<Alert> alerts) => new() { Alerts = [.. alerts.Select(Describe)] };

    private static AlertDocument Describe(Alert alert) => new()
    {
        Fingerprint = alert.Fingerprint,
        Rule = alert.Rule,
        Severity = FindingNames.Of(alert.Severity),
        Cause = alert.Cause,
        Summary = alert.Summary,
        Mend = alert.Mend,
        Owners = alert.Owners,
        StartsAt = alert.StartsAt.ToDateTimeOffset(),
        MemberCount = alert.MemberCount,
        Members = [.. alert.Members.Select(Describe)],
    };

    private static AlertMemberDocument Describe(Finding finding) => new()
    {
        Namespace = finding.Subject.Namespace,
        DagId = finding.Subject.DagId,
        TaskId = finding.Subject.TaskId,
        Name = finding.Subject.Name,
        RunId = finding.Try?.RunId ?? "",
        TryNumber = finding.Try?.TryNumber ?? 0,
        MapIndex = finding.Try?.MapIndex ?? -1,
        TryId = finding.TryId,
        Summary = finding.Summary,
        Peer = finding.Peer,
        Port = finding.Port,
        Source = finding.Source,
        Measures = [.. finding.Measures.Select(measure => measure.Usual.Length == 0 ? $"{measure.Name}: {measure.Seen}" : $"{measure.Name}: {measure.Seen} ({measure.Usual})")],
        Evidence = finding.Evidence,
        At = finding.At.ToDateTimeOffset(),
    };
}
