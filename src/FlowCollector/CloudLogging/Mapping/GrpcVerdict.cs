using Windsock.FlowCollector.Grpc;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>What the code in the <c>status</c> of an AuditLog says. Google's APIs answer HTTP with the status that belongs to it
/// (google.rpc.Code); some services log that status itself, which cannot be taken for a code of gRPC: those end at 16.</summary>
/// <param name="Http">Status of HTTP; 0 for success, of which there are several.</param>
/// <param name="Word">The code as Google's APIs spell it; empty for success.</param>
/// <param name="KubernetesReason">The reason of a Kubernetes Status with that code; empty where there is none.</param>
internal readonly record struct GrpcVerdict(ActionOutcome Outcome, int Http, string Word, string KubernetesReason)
{
    public static GrpcVerdict Of(int code) => (GrpcCode)code switch
    {
        GrpcCode.Ok => new(ActionOutcome.Succeeded, 0, "", ""),
        GrpcCode.Cancelled => new(ActionOutcome.Failed, 499, "CANCELLED", ""),
        GrpcCode.Unknown => new(ActionOutcome.Failed, 500, "UNKNOWN", "InternalError"),
        GrpcCode.InvalidArgument => new(ActionOutcome.Invalid, 400, "INVALID_ARGUMENT", "BadRequest"),
        GrpcCode.DeadlineExceeded => new(ActionOutcome.Failed, 504, "DEADLINE_EXCEEDED", "Timeout"),
        GrpcCode.NotFound => new(ActionOutcome.NotFound, 404, "NOT_FOUND", "NotFound"),
        GrpcCode.AlreadyExists => new(ActionOutcome.Conflict, 409, "ALREADY_EXISTS", "AlreadyExists"),
        GrpcCode.PermissionDenied => new(ActionOutcome.Denied, 403, "PERMISSION_DENIED", "Forbidden"),
        GrpcCode.ResourceExhausted => new(ActionOutcome.Throttled, 429, "RESOURCE_EXHAUSTED", "TooManyRequests"),
        GrpcCode.FailedPrecondition => new(ActionOutcome.Invalid, 400, "FAILED_PRECONDITION", ""),
        GrpcCode.Aborted => new(ActionOutcome.Conflict, 409, "ABORTED", "Conflict"),
        GrpcCode.OutOfRange => new(ActionOutcome.Invalid, 400, "OUT_OF_RANGE", ""),
        GrpcCode.Unimplemented => new(ActionOutcome.Failed, 501, "UNIMPLEMENTED", "MethodNotAllowed"),
        GrpcCode.Internal => new(ActionOutcome.Failed, 500, "INTERNAL", "InternalError"),
        GrpcCode.Unavailable => new(ActionOutcome.Failed, 503, "UNAVAILABLE", "ServiceUnavailable"),
        GrpcCode.DataLoss => new(ActionOutcome.Failed, 500, "DATA_LOSS", "InternalError"),
        GrpcCode.Unauthenticated => new(ActionOutcome.MissingToken, 401, "UNAUTHENTICATED", "Unauthorized"),
        _ when code is >= 100 and < 600 => new(HttpOutcomes.Of(code), code, "", ""),
        _ => new(ActionOutcome.Unknown, 0, "", ""),
    };
}
