namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Decides who may send to a path. Any thread, many at a time.</summary>
public interface IAuditSenderCheck
{
    /// <summary>Why the sender is refused, one line for the log without anything secret in it; null: it may send. Asked before a byte of
    /// the body is read. The answer to a sender that is refused is 401 and tells nothing of this.</summary>
    /// <exception cref="IOException">It cannot be decided now (a key file cannot be read): the sender is answered 503, so that it comes
    /// again. The message says why.</exception>
    ValueTask<string?> RefuseAsync(AuditSender sender, CancellationToken gone);
}
