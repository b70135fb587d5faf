using Windsock.Model.Platform;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>What came of a request, from its status as the API server recorded it.</summary>
internal static class AuditOutcome
{
    private const string Anonymous = "system:anonymous";

    public static ActionOutcome Of(in AuditRecord record) => record.Stage == AuditStage.Panic ? ActionOutcome.Failed : record.Status.Code switch
    {
        0 => ByReason(record),
        < 400 => ActionOutcome.Succeeded,
        401 => Unauthenticated(record),
        403 => Forbidden(record),
        404 => ActionOutcome.NotFound,
        408 => ActionOutcome.Failed,
        409 or 423 => ActionOutcome.Conflict,
        429 => ActionOutcome.Throttled,
        < 500 => ActionOutcome.Invalid,
        _ => ActionOutcome.Failed,
    };

    /// <summary>The API server names what was attempted (kubernetes/apiserver, pkg/endpoints/filters/authn_audit.go): "Authentication failed,
    /// attempted: bearer", or "... no credentials provided".</summary>
    private static ActionOutcome Unauthenticated(in AuditRecord record) =>
        record.Status.Message.Contains("attempted:", StringComparison.Ordinal) ? ActionOutcome.TokenRefused : ActionOutcome.MissingToken;

    /// <summary>Who shows nothing is anonymous and may do nothing. What was allowed and is forbidden all the same was refused by admission:
    /// a quota, a policy, a namespace that is going away.</summary>
    private static ActionOutcome Forbidden(in AuditRecord record) =>
        record.User.Username == Anonymous ? ActionOutcome.MissingToken
        : record.Annotations.Decision == "allow" ? ActionOutcome.Invalid
        : ActionOutcome.Denied;

    /// <summary>Reasons of meta/v1 Status.</summary>
    private static ActionOutcome ByReason(in AuditRecord record) => record.Status.Reason switch
    {
        "Unauthorized" => Unauthenticated(record),
        "Forbidden" => Forbidden(record),
        "NotFound" => ActionOutcome.NotFound,
        "AlreadyExists" or "Conflict" => ActionOutcome.Conflict,
        "Invalid" or "BadRequest" or "MethodNotAllowed" or "NotAcceptable" or "UnsupportedMediaType" or "RequestEntityTooLarge" or "Gone" or "Expired" => ActionOutcome.Invalid,
        "TooManyRequests" => ActionOutcome.Throttled,
        "InternalError" or "ServerTimeout" or "Timeout" or "ServiceUnavailable" => ActionOutcome.Failed,
        _ => record.Status.Status switch
        {
            "Success" => ActionOutcome.Succeeded,
            "Failure" => ActionOutcome.Failed,
            _ => ActionOutcome.Unknown,
        },
    };
}
