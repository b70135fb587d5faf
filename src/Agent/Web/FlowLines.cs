using System.IO.Pipelines;
using System.Text.Json;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Agent.Web;

/// <summary>Writes the records that a request asks for, one JSON object a line. A reader that is slow makes it wait.</summary>
internal sealed class FlowLines(PipeWriter output, FlowRequest request, CancellationToken gone) : IDisposable
{
    /// <summary>So much is written before it is waited for.</summary>
    private const int FlushBytes = 64 * 1024;

    private readonly Utf8JsonWriter _json = new(output, FlowJson.Options);

    /// <summary>What is kept of the past, as far as it is asked for.</summary>
    public async Task WritePastAsync(RecentSlice past)
    {
        var lines = new List<(AttributedBatch Batch, int Index, FlowSides Sides)>();
        foreach (var batch in past.Batches)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var sides = SidesOf(batch, i);
                if (sides != FlowSides.None)
                {
                    lines.Add((batch, i, sides));
                }
            }
        }

        // A flow between two tasks makes two records: counted from the end.
        var first = lines.Count;
        for (var left = request.Last ?? int.MaxValue; first > 0 && left > 0; left -= Records(lines[first].Sides))
        {
            first--;
        }

        for (var i = first; i < lines.Count; i++)
        {
            Write(lines[i].Batch, lines[i].Index, lines[i].Sides);
            await FlushIfFullAsync();
        }
    }

    /// <summary>How many records it wrote.</summary>
    public async Task<int> WriteAsync(RecentSlice slice)
    {
        var told = 0;
        var skip = slice.Skip;
        foreach (var batch in slice.Batches)
        {
            for (var i = skip; i < batch.Count; i++)
            {
                var sides = SidesOf(batch, i);
                if (sides != FlowSides.None)
                {
                    Write(batch, i, sides);
                    told++;
                }
            }

            skip = 0;
            await FlushIfFullAsync();
        }

        return told;
    }

    /// <summary>Flow events that this reader missed, whatever it asks for.</summary>
    public void WriteLost(long count)
    {
        _json.WriteStartObject();
        _json.WriteNumber("lost", count);
        _json.WriteEndObject();
        EndLine();
    }

    public void Dispose() => _json.Dispose();

    public async Task FlushAsync() => await output.FlushAsync(gone);

    private static int Records(FlowSides sides) => sides == (FlowSides.Client | FlowSides.Server) ? 2 : 1;

    private FlowSides SidesOf(AttributedBatch batch, int index)
    {
        ref readonly var flow = ref batch.Flows[index];
        var receivedAt = batch.Batch.ReceivedAt;
        return (flow.Time.IsMissing ? receivedAt : flow.Time) < request.Since
            ? FlowSides.None
            : request.Selection.SidesOf(flow, batch.Attributions[index], receivedAt);
    }

    private void Write(AttributedBatch batch, int index, FlowSides sides)
    {
        ref readonly var flow = ref batch.Flows[index];
        ref readonly var attribution = ref batch.Attributions[index];
        if (request.IsHubble)
        {
            HubbleFlowJson.Write(_json, flow, attribution, sides, batch.Batch.ReceivedAt);
            EndLine();
            return;
        }

        if (sides.HasFlag(FlowSides.Client))
        {
            FlowJson.Write(_json, new FlowRecord(flow, attribution, FlowSide.Client, batch.Batch.ReceivedAt), FlowFieldSet.All);
            EndLine();
        }

        if (sides.HasFlag(FlowSides.Server))
        {
            FlowJson.Write(_json, new FlowRecord(flow, attribution, FlowSide.Server, batch.Batch.ReceivedAt), FlowFieldSet.All);
            EndLine();
        }
    }

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }

    private async ValueTask FlushIfFullAsync()
    {
        if (output.UnflushedBytes >= FlushBytes)
        {
            await output.FlushAsync(gone);
        }
    }
}
