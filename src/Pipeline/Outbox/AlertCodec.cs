using Windsock.Model.Alerts;

namespace Windsock.Pipeline.Outbox;

/// <summary>Alerts in an outbox: messages about one alert stay in their order, and one that says it again is the same.</summary>
/// <param name="write">Pure, any thread.</param>
/// <param name="read">Pure, any thread; throws what <see cref="IOutboxCodec{T}.Decode"/> may.</param>
public sealed class AlertCodec(Func<Alert, byte[]> write, AlertCodec.Reading read) : IOutboxCodec<Alert>
{
    public delegate Alert Reading(ReadOnlySpan<byte> payload);

    public byte[] Encode(Alert message) => write(message);

    public Alert Decode(ReadOnlySpan<byte> payload) => read(payload);

    public string Key(Alert message) => message.IdempotencyKey;

    public string Order(Alert message) => message.Fingerprint;

    public bool IsResolved(Alert message) => message.State == AlertState.Resolved;
}
