using Windsock.FlowCollector.CloudLogging.Tokens;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>Builds what takes entries of Google Cloud Logging on the audit port.</summary>
public static class CloudLoggingRegistration
{
    /// <param name="options">Validated.</param>
    public static CloudLoggingParts Create(PubSubOptions options, TimeProvider time)
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
        return new CloudLoggingParts([new CloudLoggingEnvelope(check, counts)], new CloudLoggingMetrics(counts));
    }
}
