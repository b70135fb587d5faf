using System.Collections.Immutable;
using System.Globalization;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>From the record of an API server to the action. Pure.</summary>
internal static class AuditActionMapper
{
    private const string ClosedEarly = "Connection closed early";

    /// <param name="source">Of the envelope that it came in.</param>
    public static PlatformAction Map(in AuditRecord record, string source, Instant receivedAt)
    {
        var outcome = AuditOutcome.Of(record);
        var hasFailed = outcome is not (ActionOutcome.Succeeded or ActionOutcome.Unknown);
        return new PlatformAction(receivedAt)
        {
            Source = source,
            Id = record.Id,
            System = PlatformSystem.Kubernetes,
            Verb = record.Verb,
            Target = Target(record),
            Caller = Caller(record),
            Outcome = outcome,
            Code = record.Status.Code,
            Reason = hasFailed ? record.Status.Reason : "",
            Message = hasFailed ? record.Status.Message : "",
            DecisionReason = record.Annotations.DecisionReason,
            At = At(record, receivedAt),
            EndedAt = record.StagedAt,
            UserAgent = record.UserAgent,
            FieldManager = RequestQuery.Value(record.Uri, "fieldManager"),
            IsDryRun = RequestQuery.Value(record.Uri, "dryRun").Length > 0,
            Gaps = Gaps(record),
            Marks = Marks(record),
        };
    }

    /// <summary>The id alone is no proof: its caller may have chosen one that another request has. The time of arrival, which the API server
    /// writes, and what was asked by whom must be the same too.</summary>
    /// <param name="origin">Which API server wrote it, as far as that is known.</param>
    public static AuditKey Key(in AuditRecord record, string origin) => AuditKey.Of(
        origin,
        record.Id,
        record.Stage == AuditStage.Panic ? "Panic" : "ResponseComplete",
        record.User.Username,
        record.Verb,
        record.Uri,
        record.RequestedAt.UnixNanoseconds.ToString(CultureInfo.InvariantCulture));

    private static Instant At(in AuditRecord record, Instant receivedAt) =>
        !record.RequestedAt.IsMissing ? record.RequestedAt : !record.StagedAt.IsMissing ? record.StagedAt : receivedAt;

    private static ActionTarget Target(in AuditRecord record)
    {
        if (record.Object is not { } target)
        {
            return new ActionTarget("", LineText.Of(RequestQuery.Path(record.Uri), LineText.MaxName), "", "", "");
        }

        // A subresource answers with an object of another kind: a token, a scale.
        var isOfObject = target.Subresource.Length == 0;
        return new ActionTarget(
            target.ApiGroup,
            target.Resource,
            target.Subresource,
            target.Namespace,
            target.Name.Length == 0 && isOfObject && record.Verb == "create" ? record.Response.Name : target.Name,
            target.Uid.Length == 0 && isOfObject ? record.Response.Uid : target.Uid);
    }

    private static ActionCaller Caller(in AuditRecord record) => new()
    {
        Username = record.User.Username,
        ImpersonatedUsername = record.ImpersonatedUsername,
        PodName = record.User.PodName,
        PodUid = record.User.PodUid,
        NodeName = record.User.NodeName,
        CredentialId = record.User.CredentialId,
        IssuedCredentialId = record.Annotations.IssuedCredentialId,
        SourceIp = record.SourceIp,
        LongLivedCredential = LongLived(record.Annotations),
    };

    /// <summary>The name of the Secret is worth more than that of the service account, which older API servers tell alone.</summary>
    private static string LongLived(in AuditAnnotations annotations) =>
        annotations.ManualSecret.Length > 0 ? annotations.ManualSecret
        : annotations.GeneratedSecret.Length > 0 ? annotations.GeneratedSecret
        : annotations.LegacyToken;

    private static ActionGaps Gaps(in AuditRecord record) =>
        (record.IsCut ? ActionGaps.Cut : ActionGaps.None) | (record.Status.Message == ClosedEarly ? ActionGaps.EarlyClose : ActionGaps.None);

    /// <summary>What the caller wrote counts more than what the object had before. Nothing is taken of the core group: secrets, tokens and
    /// config maps are there.</summary>
    private static ImmutableDictionary<string, string> Marks(in AuditRecord record) =>
        record.Object is not { ApiGroup.Length: > 0 } ? ImmutableDictionary<string, string>.Empty
        : record.Response.Marks.IsEmpty ? record.Request.Marks
        : record.Response.Marks.SetItems(record.Request.Marks);
}
