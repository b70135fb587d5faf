using System.Buffers;
using System.Text.Json;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>Records as JSON lines.</summary>
internal sealed class LineOutput(string name, ILineTarget target, FlowSelection selection, FlowFieldSet fields) : IFlowLogOutput
{
    /// <summary>So much is written at once; less than the smallest file.</summary>
    private const int ChunkBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(ChunkBytes + (64 * 1024));

    public string Name => name;

    public string Place => target.Place;

    public TimeSpan Linger { get; } = TimeSpan.FromMilliseconds(100);

    public int MaxFlows => 4_096;

    public Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, CancellationToken abort)
    {
        var sum = new FlowLogTally(0, 0, 0, 0);
        var (flows, records) = (0, 0);
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, FlowJson.Options);
        foreach (var batch in group)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var sides = selection.SidesOf(batch.Flows[i], batch.Attributions[i], batch.Batch.ReceivedAt);
                if (sides == FlowSides.None)
                {
                    sum = sum with { Filtered = sum.Filtered + 1 };
                    continue;
                }

                flows++;
                records += WriteLine(json, batch, i, sides, FlowSides.Client, FlowSide.Client) + WriteLine(json, batch, i, sides, FlowSides.Server, FlowSide.Server);
                if (_buffer.WrittenCount >= ChunkBytes)
                {
                    sum = Append(sum, ref flows, ref records);
                }
            }
        }

        return Task.FromResult(Append(sum, ref flows, ref records));
    }

    private int WriteLine(Utf8JsonWriter json, AttributedBatch batch, int index, FlowSides sides, FlowSides wanted, FlowSide side)
    {
        if (!sides.HasFlag(wanted))
        {
            return 0;
        }

        FlowJson.Write(json, new FlowRecord(batch.Flows[index], batch.Attributions[index], side, batch.Batch.ReceivedAt), fields);
        json.Flush();
        json.Reset();
        _buffer.Write("\n"u8);
        return 1;
    }

    private FlowLogTally Append(FlowLogTally sum, ref int flows, ref int records)
    {
        if (_buffer.WrittenCount == 0)
        {
            return sum;
        }

        try
        {
            var trouble = target.Append(_buffer.WrittenSpan);
            sum = sum with
            {
                Written = sum.Written + flows,
                Records = sum.Records + records,
                Bytes = sum.Bytes + _buffer.WrittenCount,
                Trouble = trouble.Length > 0 ? trouble : sum.Trouble,
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            sum = sum with { Trouble = failure.Message };
        }

        _buffer.ResetWrittenCount();
        (flows, records) = (0, 0);
        return sum;
    }
}
