using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Event ids 3600 to 3699.</summary>
internal static partial class KubernetesAuditLog
{
    [LoggerMessage(3600, LogLevel.Information, "Audit events are taken on {Address} {Protection}: {Paths}.")]
    public static partial void Listens(ILogger logger, string address, string protection, string paths);

    [LoggerMessage(3601, LogLevel.Warning,
        "audit.insecure is true and {Missing}: whoever reaches {Address} can invent audit events. Keep others than the API servers away from it.")]
    public static partial void Insecure(ILogger logger, string missing, string address);

    [LoggerMessage(3602, LogLevel.Information, "Nobody listened for audit events since {Since}: what was asked until now may be missing.")]
    public static partial void WasAway(ILogger logger, string since);

    [LoggerMessage(3603, LogLevel.Warning,
        "A sender of audit events was refused: {Reason} ({Path}, from {Remote}). All of them are counted in windsock_audit_sender_refusals_total.")]
    public static partial void SenderRefused(ILogger logger, string reason, string path, string remote);

    [LoggerMessage(3604, LogLevel.Error, "Whether a sender of audit events is the right one cannot be decided, so it is asked to come again ({Path}): {Reason}")]
    public static partial void SenderUndecided(ILogger logger, string path, string reason);

    [LoggerMessage(3605, LogLevel.Error, "Senders of audit events cannot connect: {Reason}")]
    public static partial void CertificatesUnusable(ILogger logger, string reason);

    [LoggerMessage(3606, LogLevel.Warning,
        "The queue of platform events is full: senders of audit events are asked to come again. API servers try five times within about two minutes, then what they have is lost.")]
    public static partial void QueueFull(ILogger logger);

    [LoggerMessage(3607, LogLevel.Information, "Audit events are taken again.")]
    public static partial void QueueHasRoom(ILogger logger);

    [LoggerMessage(3608, LogLevel.Warning,
        "A request with audit events is longer than audit.limits.maxBodyBytes ({Limit} bytes): the rest of it is lost ({Path}). Raise it, or let the API server truncate (--audit-webhook-truncate-enabled). " +
        "All of them are counted in windsock_audit_cut_total.")]
    public static partial void BodyCut(ILogger logger, int limit, string path);

    [LoggerMessage(3609, LogLevel.Error, "Reading audit events failed in a way that is not foreseen; the rest of the request is counted as malformed ({Path}).")]
    public static partial void ReadingFailed(ILogger logger, string path, Exception failure);
}
