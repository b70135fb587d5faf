using Google.Protobuf;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Replay;

/// <summary>Reads recordings of Hubble flows, one JSON object per line, and hands them over as if they came off the wire: through
/// the same decoder. A line that cannot be read is counted and the rest goes on. Ends after the last file; a file that failed
/// in the middle is not read again, so nothing is counted twice.</summary>
public sealed class ReplaySource : IFlowSource
{
    private readonly ReplayOptions _options;
    private readonly TimeProvider _time;
    private readonly ReplayLineReader _lines;
    private readonly HubbleDecoder _decoder = new();
    private Flow[] _flows = new Flow[FlowBatch.MaxCount];
    private Instant _receivedAt;
    private int _count;
    private int _nextPath;

    public ReplaySource(ReplayOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _lines = new ReplayLineReader(options.MaxLineBytes);
    }

    public string Name => "replay";

    /// <exception cref="IOException">A file cannot be opened or read; what was read before is handed over.</exception>
    /// <exception cref="InvalidDataException">A gzip file is damaged; what was read before is handed over.</exception>
    public async Task RunAsync(FlowWriter writer, CancellationToken stop)
    {
        writer.ReportUp(true);
        try
        {
            while (_nextPath < _options.Paths.Count && !stop.IsCancellationRequested)
            {
                await ReadAsync(_options.Paths[_nextPath++], writer, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop in the middle of a read.
        }
        finally
        {
            writer.ReportUp(false);
            await FlushAsync(writer);
        }
    }

    private async Task ReadAsync(string path, FlowWriter writer, CancellationToken stop)
    {
        await using var stream = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
        await foreach (var line in _lines.ReadAsync(stream, stop))
        {
            if (line.IsOversized)
            {
                writer.CountUndecodable(DecodeFailure.Oversized);
            }
            else if (ReplayMapper.Map(line.Bytes) is not { } response)
            {
                writer.CountUndecodable(DecodeFailure.Malformed);
            }
            else
            {
                await TakeAsync(response.ToByteArray(), writer);
            }
        }
    }

    private async ValueTask TakeAsync(byte[] message, FlowWriter writer)
    {
        switch (_decoder.Decode(message, ref _flows[_count], out var notice))
        {
            case HubbleMessage.Flow:
                if (_count++ == 0)
                {
                    _receivedAt = Instant.FromDateTimeOffset(_time.GetUtcNow());
                }

                if (_count == _flows.Length)
                {
                    await FlushAsync(writer);
                }

                break;
            case HubbleMessage.LostEvents when notice is LostEventsNotice lost:
                await writer.ReportLostAsync(lost.Source <= (uint)LossReason.HubbleRingBuffer ? (LossReason)lost.Source : LossReason.Unknown, lost.Count, Instant.Missing);
                break;
            case HubbleMessage.NodeStatus when notice is NodeStatusNotice status:
                await ReportAsync(status, writer);
                break;
            case HubbleMessage.NotAFlow:
                writer.CountUndecodable(DecodeFailure.NotAFlow);
                break;
            default:
                writer.CountUndecodable(DecodeFailure.Malformed);
                break;
        }
    }

    private static async ValueTask ReportAsync(NodeStatusNotice status, FlowWriter writer)
    {
        foreach (var name in status.NodeNames)
        {
            await writer.ReportNodeAsync(name, isReporting: status.State == 1);
        }
    }

    private async ValueTask FlushAsync(FlowWriter writer)
    {
        var (flows, count) = (_flows, _count);
        if (count > 0)
        {
            _flows = new Flow[FlowBatch.MaxCount];
            _count = 0;
            await writer.WriteAsync(new FlowBatch(flows, count, Name, _receivedAt));
        }
    }
}
