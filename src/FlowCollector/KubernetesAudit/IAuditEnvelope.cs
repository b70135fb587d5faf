namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>One path of the audit port: who may send to it, and what the bodies of its requests hold. Any thread, many requests at a
/// time.</summary>
public interface IAuditEnvelope
{
    /// <summary>Exact path of its POST requests, such as <c>/v1/audit</c>. Query parameters do not count.</summary>
    string Path { get; }

    /// <summary>Source of its events and gaps, one of a closed set: <c>kubernetes_audit</c>, <c>eks</c>, <c>gke</c>, <c>aks</c>,
    /// <c>cloud_logging</c>. The label <c>envelope</c> of the port's metrics.</summary>
    string Source { get; }

    /// <summary>Null: the port's own authentication decides (a client certificate of <c>audit.tls.clientCaFile</c>, or the bearer token of
    /// <c>audit.tokenFile</c>). Otherwise this check alone decides, and neither of those is asked for.</summary>
    IAuditSenderCheck? SenderCheck => null;

    /// <summary>Reads the body of one request to its end and hands what it holds to <paramref name="intake"/>. Called after the sender was
    /// found to be the right one. The whole request is answered 200 when it returns, whatever it read: bad events are counted, never
    /// refused.</summary>
    /// <param name="body">Already inflated when the request says <c>Content-Encoding: gzip</c>. It ends early at the limits of the port (then
    /// <see cref="AuditIntake.IsBodyCut"/> is true at its end). Not to be closed; what is not read of it is drained.</param>
    /// <param name="gone">The sender has gone, or took too long.</param>
    /// <exception cref="System.Text.Json.JsonException">The body is not what it should be: counted as one malformed event. What was handed
    /// over before is taken all the same. So for <see cref="InvalidDataException"/>.</exception>
    /// <exception cref="IOException">The connection broke: nothing of the request is taken. So for <see cref="OperationCanceledException"/>.</exception>
    ValueTask ReadAsync(Stream body, AuditIntake intake, CancellationToken gone);

    /// <summary>Body of the answer, JSON; empty for none, which is what API servers and Pub/Sub want. Asked once the events are taken.</summary>
    ReadOnlyMemory<byte> Answer(AuditIntake intake) => default;
}
