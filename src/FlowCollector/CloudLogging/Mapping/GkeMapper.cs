using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Requests to the API server of a GKE cluster. Google reshapes the audit event; it is turned back as far as that goes, so that it
/// is understood like those of other clusters. What named the calling pod is lost, and so is the query of the request.</summary>
internal static class GkeMapper
{
    public const string SourceName = "gke";

    public static MappedEntry Map(LogEntry entry, AuditPayload payload, AuditFilter filter, Instant receivedAt)
    {
        if (EntryParts.Verb(payload.Method) is not { Length: > 0 } verb)
        {
            return MappedEntry.Malformed(EntryKind.Gke);
        }

        var record = RecordOf(entry, payload, verb);
        if (filter.Of(record) is { } ignored)
        {
            return MappedEntry.Unwanted(EntryKind.Gke, ignored);
        }

        var action = AuditActionMapper.Map(record, SourceName, receivedAt);
        return new MappedEntry(EntryKind.Gke, action with
        {
            // That it went well is told, not with which status.
            Code = action.Outcome == ActionOutcome.Succeeded ? 0 : action.Code,
            Gaps = action.Gaps | ActionGaps.NoPod,
            TraceId = EntryParts.TraceId(entry.Trace),
        });
    }

    private static AuditRecord RecordOf(LogEntry entry, AuditPayload payload, string verb)
    {
        var target = ResourceNames.OfKubernetes(payload.ResourceName);
        var labels = entry.Labels ?? new EntryLabels();
        return new AuditRecord
        {
            Id = entry.InsertId,

            // A watch or an exec is told twice, at its start and at its end.
            Stage = entry.Operation is { IsFirst: true, IsLast: false } ? AuditStage.ResponseStarted : AuditStage.ResponseComplete,
            Verb = verb,
            Uri = target is null ? payload.ResourceName : "",
            User = new AuditUser { Username = payload.Authentication?.Email ?? "" },
            SourceIp = EntryParts.Address(payload.CallerIp),
            UserAgent = payload.UserAgent,
            Object = target,
            Status = StatusOf(payload, labels),
            Request = payload.Request,
            Response = payload.Response is { Kind: not "Status" } made ? made.Metadata : new BodyMetadata(),
            RequestedAt = EntryParts.At(entry),
            Annotations = new AuditAnnotations(
                labels.Decision, labels.DecisionReason, labels.IssuedCredential, labels.LegacyToken, labels.LegacySecret, "", labels.Truncated == "true"),
        };
    }

    /// <summary>A Status in the answer is the API server's own word, the code of gRPC a translation of it. A deletion that went well answers
    /// with a Status too, which has no code then.</summary>
    private static AuditStatus StatusOf(AuditPayload payload, EntryLabels labels)
    {
        if (payload.Response is { Kind: "Status", Code: >= 400 } told)
        {
            return new AuditStatus(told.Code, "Failure", told.Reason, told.Message);
        }

        var verdict = GrpcVerdict.Of(payload.Status?.Code ?? 0);
        var isForbidden = verdict.Outcome == ActionOutcome.Succeeded && labels.Decision == "forbid";
        return isForbidden ? new AuditStatus(403, "Failure", "Forbidden", "")
            : verdict.Outcome == ActionOutcome.Succeeded ? new AuditStatus(200, "Success", "", "")
            : new AuditStatus(verdict.Http, "Failure", verdict.KubernetesReason, payload.Status?.Message ?? "");
    }
}
