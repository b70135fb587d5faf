using Google.Protobuf;
using Windsock.Exporter.Alerts.Http;
using Windsock.Model.Identity;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Supervision;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>Records to a collector, a group a request: the OpenTelemetry SDK writes it, the agent's client sends it. A group that fails for
/// good reason is tried again for about a minute; meanwhile the others wait. A request whose answer was lost is sent again: the collector
/// may have its records twice. Owns the client.</summary>
/// <param name="createPipeline">Called for the first group, and again when one came out wrong.</param>
internal sealed class OtlpOutput(
    Uri address, FlowSelection selection, FlowFieldSet fields, Func<LogRecordPipeline> createPipeline, OutboundClient client, Func<Backoff> backoff, TimeProvider time)
    : IFlowLogOutput, IDisposable
{
    private const int MaxAttempts = 8;

    /// <summary>The longest wait that a receiver can impose.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromSeconds(30);

    private LogRecordPipeline? _pipeline;

    public string Name => "otlp";

    public string Place => ReceiverAddress.Shown(address);

    public TimeSpan Linger { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>About 1 MB a request. A flow event has two records at most.</summary>
    public int MaxFlows => LogRecordPipeline.MaxRecords / 2;

    public async Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, CancellationToken abort)
    {
        var (wanted, body, trouble) = await EncodeAsync(group, abort).ConfigureAwait(false);
        return trouble.Length > 0 ? new FlowLogTally(0, wanted.Filtered, 0, 0, FlowLogDrop.Failed, trouble)
            : wanted.Records == 0 ? wanted
            : await SendAsync(wanted with { Bytes = body.Length }, body, abort).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _pipeline?.Dispose();
        client.Dispose();
    }

    /// <summary>What is to be written, and the request that holds just that; or why there is none.</summary>
    private async Task<(FlowLogTally Wanted, byte[] Body, string Trouble)> EncodeAsync(IReadOnlyList<AttributedBatch> group, CancellationToken abort)
    {
        var pipeline = _pipeline ?? createPipeline();

        // Until this group has come out whole: what is left of it in the SDK must not get into the next one.
        _pipeline = null;
        var isWhole = false;
        try
        {
            var wanted = Add(group, pipeline);
            var body = wanted.Records == 0 ? [] : await pipeline.TakeAsync(abort).ConfigureAwait(false);
            var made = LogsRequest.CountRecords(body);
            isWhole = made == wanted.Records;
            return (wanted, body, isWhole ? "" : $"the OpenTelemetry SDK wrote {made} of {wanted.Records} records, so none is sent (OTEL_SDK_DISABLED must not be set)");
        }
        catch (InvalidProtocolBufferException)
        {
            return (default, [], "the OpenTelemetry SDK wrote a request that cannot be read, so it is not sent");
        }
        finally
        {
            if (isWhole)
            {
                _pipeline = pipeline;
            }
            else
            {
                pipeline.Dispose();
            }
        }
    }

    private FlowLogTally Add(IReadOnlyList<AttributedBatch> group, LogRecordPipeline pipeline)
    {
        var (written, filtered, records) = (0, 0, 0);
        foreach (var batch in group)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var sides = selection.SidesOf(batch.Flows[i], batch.Attributions[i], batch.Batch.ReceivedAt);
                records += Add(pipeline, batch, i, sides, FlowSides.Client, FlowSide.Client) + Add(pipeline, batch, i, sides, FlowSides.Server, FlowSide.Server);
                _ = sides == FlowSides.None ? filtered++ : written++;
            }
        }

        return new FlowLogTally(written, filtered, records, 0);
    }

    private int Add(LogRecordPipeline pipeline, AttributedBatch batch, int index, FlowSides sides, FlowSides wanted, FlowSide side)
    {
        if (!sides.HasFlag(wanted))
        {
            return 0;
        }

        pipeline.Add(new FlowRecord(batch.Flows[index], batch.Attributions[index], side, batch.Batch.ReceivedAt), fields, batch.Batch.ReceivedAt);
        return 1;
    }

    private async Task<FlowLogTally> SendAsync(FlowLogTally whole, byte[] body, CancellationToken abort)
    {
        var waits = backoff();
        for (var attempt = 1; ; attempt++)
        {
            var rejected = 0L;
            var request = new OutboundRequest(address, "flowLog.otlp.url", body)
            {
                ContentType = "application/x-protobuf",
                IsAddressSecret = address.Query.Length > 0,
                Mend = Mend,
                ReadAnswer = answer =>
                {
                    (rejected, var message) = LogsAnswer.Read(answer);
                    return message;
                },
            };
            var delivery = await client.PostAsync(() => request, abort).ConfigureAwait(false);
            if (delivery.Outcome == DeliveryOutcome.Delivered)
            {
                return Taken(whole, rejected, delivery.Why);
            }

            if (delivery.Outcome == DeliveryOutcome.Rejected || attempt == MaxAttempts)
            {
                return new FlowLogTally(0, whole.Filtered, 0, 0, delivery.Outcome == DeliveryOutcome.Rejected ? FlowLogDrop.Rejected : FlowLogDrop.Failed, delivery.Why);
            }

            var own = waits.Next(TimeSpan.Zero);
            var asked = delivery.RetryAfter is { } wait && wait > own ? wait : own;
            await Task.Delay(asked < MaxRetryAfter ? asked : MaxRetryAfter, time, abort).ConfigureAwait(false);
        }
    }

    /// <summary>A collector says how many records it does not take, never which. So the books take the most flow events that these can be:
    /// first those of one record, then those of two.</summary>
    private FlowLogTally Taken(in FlowLogTally whole, long rejected, string message)
    {
        var lost = (int)long.Clamp(rejected, 0, whole.Records);
        var ofOneRecord = (2 * whole.Written) - whole.Records;
        var flows = lost <= ofOneRecord ? lost : ofOneRecord + ((lost - ofOneRecord) / 2);
        var words = message.Length > 0 ? $": {message}" : "";
        var trouble = lost > 0 ? $"{Place} does not take {lost} of {whole.Records} records{words}"
            : message.Length > 0 ? $"{Place} takes all and warns{words}"
            : "";
        return new FlowLogTally(whole.Written - flows, whole.Filtered, whole.Records - lost, whole.Bytes, FlowLogDrop.Rejected, trouble);
    }

    private static string Mend(int status) => status switch
    {
        401 or 403 => "set flowLog.otlp.http.tokenFile or headers to what it wants",
        404 or 405 => "flowLog.otlp.url wants the whole path, such as /v1/logs",
        413 => "the receiver takes less than 1 MB a request: raise its limit, or choose flowLog.fields",
        415 => "the receiver does not take OTLP in protobuf; send to an OpenTelemetry collector",
        _ => "",
    };
}
