using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.CloudLogging.Tokens;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>Builds what takes entries of Google Cloud Logging on the audit port.</summary>
public static class CloudLoggingRegistration
{
    /// <param name="options">Validated; so are the others.</param>
    /// <param name="audit">Says of which requests to Kubernetes nothing is wanted.</param>
    public static CloudLoggingParts Create(PubSubOptions options, KubernetesAuditOptions audit, TimeProvider time)
    {
        if (!options.Enabled)
        {
            return new CloudLoggingParts([], new CloudLoggingMetrics(null));
        }

        var counts = new CloudLoggingCounts();
        IIssuerKeys keys = options.KeysFile.Length > 0
            ? new FileIssuerKeys(options.KeysFile, counts)
            : new WebIssuerKeys(new Uri(options.KeysUrl), WebIssuerKeys.CreateHandler(), counts, time);
        var check = new PushTokenCheck(options, new PushTokenVerifier(options, time), keys, counts);
        return new CloudLoggingParts([new CloudLoggingEnvelope(new CloudLoggingMapper(new AuditFilter(audit)), check, counts)], new CloudLoggingMetrics(counts));
    }
}
