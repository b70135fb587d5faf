using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.FlowCollector.KubernetesAudit.Envelopes;
using Windsock.FlowCollector.KubernetesAudit.Port;
using Windsock.Model.State;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>Builds what listens for audit events.</summary>
public static class KubernetesAuditRegistration
{
    /// <param name="options">Validated.</param>
    /// <param name="envelopes">What else may be sent to the port, beside API servers, EKS and AKS.</param>
    /// <param name="store">Where it is kept when somebody listened last; null: nowhere.</param>
    /// <param name="stateName">Under which name.</param>
    public static KubernetesAuditParts Create(
        KubernetesAuditOptions options, IEnumerable<IAuditEnvelope> envelopes, IStateStore? store, string stateName, TimeProvider time, ILoggerFactory loggers)
    {
        var readers = new AuditEventReaders(options);
        var counts = new AuditCounts();
        var delivery = new AuditDelivery(options.Limits);
        ImmutableArray<IAuditEnvelope> all = [new NativeEnvelope(readers), new EksEnvelope(readers), new AksEnvelope(readers), .. envelopes];
        var source = options.Enabled
            ? new KubernetesAuditSource(options, all, delivery, counts, new ListeningTimes(store, stateName), time, loggers.CreateLogger("Windsock.KubernetesAudit"))
            : null;
        return new KubernetesAuditParts(source, new KubernetesAuditMetrics(counts, delivery));
    }
}
