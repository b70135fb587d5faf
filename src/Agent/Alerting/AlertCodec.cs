using Windsock.Exporter.Alerts;
using Windsock.Model.Alerts;
using Windsock.Pipeline.Outbox;

namespace Windsock.Agent.Alerting;

/// <summary>Alerts as the outbox carries them.</summary>
internal sealed class AlertCodec : IOutboxCodec<Alert>
{
    public byte[] Encode(Alert message) => AlertJson.Write(message);

    public Alert Decode(ReadOnlySpan<byte> payload) => AlertJson.Read(payload);

    public string Key(Alert message) => message.IdempotencyKey;

    public string Order(Alert message) => message.Fingerprint;

    public bool IsResolved(Alert message) => message.State == AlertState.Resolved;
}
