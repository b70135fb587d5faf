using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Requests to the API server of a GKE cluster. Google reshapes the audit event: what names the calling pod is lost, and the status
/// is one of gRPC.</summary>
internal static class GkeMapper
{
    public const string SourceName = "gke";

    private const string Status = "Status";

    public static MappedEntry Map(LogEntry entry, AuditPayload payload, Instant receivedAt)
    {
        if (EntryParts.Verb(payload.Method) is not { Length: > 0 } verb)
        {
            return MappedEntry.Malformed(EntryKind.Gke);
        }

        // The start of a watch or an exec; its end tells the same and what came of it.
        if (entry.Operation is { IsFirst: true, IsLast: false })
        {
            return MappedEntry.Ignored(EntryKind.Gke);
        }

        var labels = entry.Labels ?? new EntryLabels();
        var verdict = GrpcVerdict.Of(payload.Status?.Code ?? 0);
        var status = payload.Response is { Kind: Status } response ? response : null;
        var outcome = OutcomeOf(verdict, status, labels);
        var isFailure = outcome != ActionOutcome.Succeeded;
        return new MappedEntry(EntryKind.Gke, new PlatformAction(receivedAt)
        {
            Source = SourceName,
            Id = entry.InsertId,
            System = PlatformSystem.Kubernetes,
            Verb = verb,
            Target = TargetOf(payload),
            Caller = CallerOf(payload, labels),
            Outcome = outcome,
            Code = CodeOf(outcome, verdict, status),
            Reason = !isFailure ? "" : status is { Reason.Length: > 0 } ? status.Reason : ReasonOf(outcome, verdict),
            Message = !isFailure ? "" : status is { Message.Length: > 0 } ? status.Message : payload.Status?.Message ?? "",
            DecisionReason = labels.DecisionReason,
            At = EntryParts.At(entry),
            UserAgent = payload.UserAgent,
            Gaps = ActionGaps.NoPod | (labels.Truncated == "true" ? ActionGaps.Cut : ActionGaps.None),
            Marks = payload.Marks,
            TraceId = EntryParts.TraceId(entry.Trace),
        });
    }

    /// <summary>The Status of Kubernetes is the answer itself, the code of gRPC a translation of it. A deletion that went well answers with a
    /// Status as well, which has no code then.</summary>
    private static ActionOutcome OutcomeOf(GrpcVerdict verdict, AuditResponse? status, EntryLabels labels) =>
        labels.Decision == "forbid" ? ActionOutcome.Denied
        : status is { Code: >= 400 } ? HttpOutcomes.Of(status.Code)
        : verdict.Outcome;

    private static int CodeOf(ActionOutcome outcome, GrpcVerdict verdict, AuditResponse? status) =>
        status is { Code: >= 100 and < 600 } ? status.Code
        : outcome == ActionOutcome.Denied ? 403
        : verdict.Http;

    private static string ReasonOf(ActionOutcome outcome, GrpcVerdict verdict) => outcome == ActionOutcome.Denied ? "Forbidden" : verdict.KubernetesReason;

    /// <summary>A name that the API server made up (<c>generateName</c>) stands in the answer alone.</summary>
    private static ActionTarget TargetOf(AuditPayload payload)
    {
        var target = ResourceNames.OfKubernetes(payload.ResourceName);
        return payload.Response is { Kind: not Status, Name.Length: > 0 } made && (target.Name.Length == 0 || target.Name == made.Name)
            ? target with { Name = made.Name, Uid = made.Uid }
            : target;
    }

    private static ActionCaller CallerOf(AuditPayload payload, EntryLabels labels) => new()
    {
        Username = payload.Authentication?.Email ?? "",
        SourceIp = EntryParts.Address(payload.CallerIp),
        LongLivedCredential = labels.LegacySecret.Length > 0 ? labels.LegacySecret : labels.LegacyToken,
        IssuedCredentialId = labels.IssuedCredential,
    };
}
