using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.CloudLogging.Tokens;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.FlowCollector.KubernetesAudit.Decoding;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>Builds what takes entries of Google Cloud Logging on the audit port.</summary>
public static class CloudLoggingRegistration
{
    /// <param name="options">Validated. Its filters hold for the audit events of GKE as well.</param>
    public static CloudLoggingParts Create(KubernetesAuditOptions options, TimeProvider time)
    {
        var pubsub = options.Pubsub;
        if (!pubsub.Enabled)
        {
            return new CloudLoggingParts([], new CloudLoggingMetrics(null));
        }

        var counts = new CloudLoggingCounts();
        IIssuerKeys keys = pubsub.KeysFile.Length > 0
            ? new FileIssuerKeys(pubsub.KeysFile, counts)
            : new WebIssuerKeys(new Uri(pubsub.KeysUrl), WebIssuerKeys.CreateHandler(), counts, time);
        var check = new PushTokenCheck(pubsub, new PushTokenVerifier(pubsub, time), keys, counts);
        return new CloudLoggingParts([new CloudLoggingEnvelope(new CloudLoggingMapper(new AuditFilter(options)), check, counts)], new CloudLoggingMetrics(counts));
    }
}
