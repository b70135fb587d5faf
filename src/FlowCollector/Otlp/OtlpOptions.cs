using System.ComponentModel;

namespace Windsock.FlowCollector.Otlp;

/// <summary>Section <c>otlp</c>: access logs as OpenTelemetry's log records, over gRPC on the port of <c>istio.receiver</c> and over HTTP
/// on the port of the agent's pages.</summary>
public sealed class OtlpOptions
{
    /// <summary>Default: false.</summary>
    [Description("Take access logs as OpenTelemetry log records (an envoyOtelAls provider with labels): gRPC on the port of istio.receiver, and POST /v1/logs as protobuf on the port of http.listen.")]
    public bool Enabled { get; set; }

    /// <summary>Whether a record must come from the address of the pod whose call it tells of. Default: true.</summary>
    [Description("Refuse a record that does not come from the address of the pod whose proxy wrote it. Only turn it off when a collector stands between the proxies and this agent: then whoever reaches the port is believed.")]
    public bool VerifySender { get; set; } = true;
}
