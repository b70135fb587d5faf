using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Otlp.Decoding;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;

namespace Windsock.FlowCollector.Otlp;

/// <summary>Decodes opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest without an object per record. Single-threaded;
/// remembers names, not requests.</summary>
internal sealed class OtlpLogDecoder
{
    private readonly RecordReader _records = new();

    /// <summary>Counts the records without reading them.</summary>
    /// <returns>False when it cannot be told where records begin; then the count is that of those before.</returns>
    public static bool TryCount(ReadOnlySpan<byte> request, out int count)
    {
        count = 0;
        var records = new LogRecords(request);
        while (records.Next())
        {
            count++;
        }

        return !records.IsMalformed;
    }

    /// <summary>Hands over the calls of a request that can be counted. A record that is not taken is counted; those around it are not
    /// lost.</summary>
    /// <param name="sender">Where the request comes from, when that has to be the pod of each record; null: any record is believed.</param>
    /// <param name="foreign">The pod of the first record that came from another address; null when there was none.</param>
    public void Decode(ReadOnlySpan<byte> request, IpAddress? sender, CallOutput output, ref RejectedRecords rejected, out Endpoint? foreign)
    {
        foreign = null;
        var records = new LogRecords(request);
        while (records.Next())
        {
            ref var call = ref output.Next();
            if (_records.Read(records.Current, sender, ref call) is not { } failure)
            {
                output.Keep();
                continue;
            }

            output.Refuse(failure);
            rejected.Add(failure);
            if (failure == CallFailure.ForeignSender)
            {
                foreign ??= PodOf(call);
            }
        }

        output.Flush();
        rejected.AddDropped(output.Dropped);
    }

    private static Endpoint PodOf(in Call call) => call.Server.HasPod ? call.Server : call.Client;
}
