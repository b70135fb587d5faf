using System.Buffers;
using System.Text.Json;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Identity;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Supervision;

namespace Windsock.Exporter.FlowLog;

/// <summary>Records to a collector, a group a request. A group that fails for good reason is tried again for about a minute; meanwhile the
/// others wait. A request whose answer was lost is sent again: the collector may have its records twice.</summary>
internal sealed class OtlpOutput(
    Uri address, FlowSelection selection, FlowFieldSet fields, OtlpLogJson form, OutboundClient client, Func<Backoff> backoff, TimeProvider time) : IFlowLogOutput
{
    private const int MaxAttempts = 8;

    /// <summary>The longest wait that a receiver can impose.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(30);

    private readonly ArrayBufferWriter<byte> _body = new();

    public string Name => "otlp";

    public string Place => ReceiverAddress.Shown(address);

    public TimeSpan Linger { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>About 1 MB a request.</summary>
    public int MaxFlows => 512;

    public async Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, CancellationToken abort)
    {
        var (body, tally) = Encode(group);
        if (tally.Records == 0)
        {
            return tally;
        }

        var waits = backoff();
        for (var attempt = 1; ; attempt++)
        {
            var delivery = await client.PostAsync(() => new OutboundRequest(address, "flowLog.otlp.url", body) { IsAddressSecret = address.Query.Length > 0, Mend = Mend }, abort).ConfigureAwait(false);
            if (delivery.Outcome == DeliveryOutcome.Delivered)
            {
                return tally;
            }

            if (delivery.Outcome == DeliveryOutcome.Rejected || attempt == MaxAttempts)
            {
                return new FlowLogTally(0, tally.Filtered, 0, 0, delivery.Outcome == DeliveryOutcome.Rejected ? FlowLogDrop.Rejected : FlowLogDrop.Failed, delivery.Why);
            }

            var own = waits.Next(TimeSpan.Zero);
            var asked = delivery.RetryAfter is { } wait && wait > own ? wait : own;
            await Task.Delay(asked < MaxRetryAfter ? asked : MaxRetryAfter, time, abort).ConfigureAwait(false);
        }
    }

    private (byte[] Body, FlowLogTally Tally) Encode(IReadOnlyList<AttributedBatch> group)
    {
        var (written, filtered, records) = (0, 0, 0);
        _body.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_body, FlowJson.Options);
        form.Begin(json);
        foreach (var batch in group)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var sides = selection.SidesOf(batch.Flows[i], batch.Attributions[i], batch.Batch.ReceivedAt);
                records += Add(json, batch, i, sides, FlowSides.Client, FlowSide.Client) + Add(json, batch, i, sides, FlowSides.Server, FlowSide.Server);
                _ = sides == FlowSides.None ? filtered++ : written++;
            }
        }

        OtlpLogJson.End(json);
        json.Flush();
        return (_body.WrittenSpan.ToArray(), new FlowLogTally(written, filtered, records, records == 0 ? 0 : _body.WrittenCount));
    }

    private int Add(Utf8JsonWriter json, AttributedBatch batch, int index, FlowSides sides, FlowSides wanted, FlowSide side)
    {
        if (!sides.HasFlag(wanted))
        {
            return 0;
        }

        form.Add(json, new FlowRecord(batch.Flows[index], batch.Attributions[index], side, batch.Batch.ReceivedAt), fields, batch.Batch.ReceivedAt);
        return 1;
    }

    private static string Mend(int status) => status switch
    {
        401 or 403 => "set flowLog.otlp.http.tokenFile or headers to what it wants",
        404 or 405 => "flowLog.otlp.url wants the whole path, such as /v1/logs",
        413 => "the receiver takes less than 1 MB a request: raise its limit, or choose flowLog.fields",
        415 => "the receiver does not take OTLP in JSON; send to an OpenTelemetry collector",
        _ => "",
    };
}
