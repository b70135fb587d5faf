using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Requests to the APIs of Google Cloud, from its audit logs. An operation that takes long is told at its start, which is the
/// action, and at its end, which is one only when it failed.</summary>
internal static class CloudAuditMapper
{
    /// <summary>Requests that a perimeter of VPC Service Controls refused.</summary>
    public const string PolicyLog = "cloudaudit.googleapis.com/policy";

    /// <summary>What Google did itself: how executions of jobs ended. Only failures are wanted.</summary>
    public const string SystemLog = "cloudaudit.googleapis.com/system_event";

    private const string CloudRun = "run.googleapis.com";

    public static MappedEntry Map(LogEntry entry, AuditPayload payload, string log, Instant receivedAt)
    {
        if (payload.Service.Length == 0 || EntryParts.Verb(payload.Method) is not { Length: > 0 } verb)
        {
            return MappedEntry.Malformed(EntryKind.CloudAudit);
        }

        var status = payload.Status ?? new CallStatus(0, "");
        var isEnd = log == SystemLog || entry.Operation is { IsFirst: false, IsLast: true };
        if (isEnd && status.Code == 0)
        {
            return MappedEntry.Unwanted(EntryKind.CloudAudit, IgnoredReason.Stage);
        }

        var verdict = GrpcVerdict.Of(status.Code);
        var caller = CallerOf(payload);
        return new MappedEntry(EntryKind.CloudAudit, new PlatformAction(receivedAt)
        {
            Source = CloudLoggingEnvelope.SourceName,
            Id = entry.InsertId,
            System = payload.Service == CloudRun ? PlatformSystem.CloudRun : PlatformSystem.Google,
            Verb = verb,
            Target = ResourceNames.OfCloud(payload.Service, payload.ResourceName, EntryParts.Project(entry), entry.Resource?.Type ?? ""),
            Caller = caller,

            // An execution that ended badly has failed, whatever code the log gives it.
            Outcome = log == SystemLog ? ActionOutcome.Failed
                : log == PolicyLog ? ActionOutcome.Denied
                : verdict.Outcome == ActionOutcome.MissingToken && IsRefusedToken(status.Message) ? ActionOutcome.TokenRefused
                : verdict.Outcome,
            Code = verdict.Http,
            Reason = verdict.Word,
            Message = status.Message,
            DecisionReason = verdict.Outcome == ActionOutcome.Denied && payload.MissingPermission.Length > 0 ? $"{payload.MissingPermission} was not granted" : "",
            At = EntryParts.At(entry),
            UserAgent = payload.UserAgent,
            Gaps = caller.Username.Length == 0 ? ActionGaps.NoCaller : ActionGaps.None,
            TraceId = EntryParts.TraceId(entry.Trace),
        });
    }

    private static ActionCaller CallerOf(AuditPayload payload)
    {
        var authentication = payload.Authentication ?? new AuditAuthentication();
        return new ActionCaller
        {
            Username = authentication.Email.Length > 0 ? authentication.Email : authentication.Subject,
            SourceIp = EntryParts.Address(payload.CallerIp),
            LongLivedCredential = authentication.KeyName,
            Delegates = authentication.Delegates,
        };
    }

    private static bool IsRefusedToken(string message) =>
        message.Contains("invalid authentication credential", StringComparison.OrdinalIgnoreCase) || message.Contains("expired", StringComparison.OrdinalIgnoreCase);
}
