using System.Buffers.Binary;
using System.Security.Cryptography;
using Windsock.FlowCollector.Grpc;
using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Hubble;

/// <summary>One GetFlows stream from its first message to its end: decodes, drops what a resume repeats, hands over in batches, and
/// keeps the books.</summary>
internal sealed class HubbleStream
{
    /// <summary>relay.NodeState NODE_CONNECTED.</summary>
    private const uint NodeConnected = 1;

    private readonly GrpcStreamReader _reader;
    private readonly IHubbleDecoder _decoder;
    private readonly SeenFlows _seen;
    private readonly FlowWriter _writer;
    private readonly TimeProvider _time;
    private readonly Action<Instant> _onGap;
    private readonly FlowBatchBuilder _batch;
    private long _oversized;
    private long _compressed;
    private Instant? _gapSince;

    /// <param name="onGap">Called with the time of the last flow before the break, see <see cref="FlowWriter.ReportGapAsync"/>.</param>
    public HubbleStream(
        GrpcStreamReader reader, IHubbleDecoder decoder, SeenFlows seen, FlowWriter writer, string source, TimeProvider time, Action<Instant> onGap)
    {
        _reader = reader;
        _decoder = decoder;
        _seen = seen;
        _writer = writer;
        _time = time;
        _onGap = onGap;
        _batch = new FlowBatchBuilder(source);
    }

    /// <summary>Returns when the server ends the stream with OK. However it ends, what was decoded has been handed over: it is
    /// remembered as seen, so a resume would not bring it again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            bool isOpen;
            do
            {
                await TakeMessagesAsync();
                var more = _reader.ReadAsync(stop);
                if (!more.IsCompleted && _batch.Count > 0)
                {
                    // Nothing more at once: what is there should not wait for what may come.
                    await _writer.WriteAsync(_batch.Take());
                }

                isOpen = await more;
            }
            while (isOpen);
        }
        finally
        {
            await _writer.WriteAsync(_batch.Take());
        }
    }

    private async ValueTask TakeMessagesAsync()
    {
        while (DecodeTimed(out var notice))
        {
            if (notice is NodeStatusNotice status)
            {
                foreach (var node in status.NodeNames)
                {
                    await _writer.ReportNodeAsync(node, status.State == NodeConnected);
                }
            }
            else if (notice is LostEventsNotice lost)
            {
                await _writer.ReportLostAsync((LossReason)Math.Min(lost.Source, byte.MaxValue), lost.Count, Instant.Missing);
            }

            await ReportGapAsync();

            if (_batch.IsFull)
            {
                await _writer.WriteAsync(_batch.Take());
            }
        }

        await ReportGapAsync();
    }

    private ValueTask ReportGapAsync()
    {
        if (_gapSince is not { } since)
        {
            return ValueTask.CompletedTask;
        }

        _gapSince = null;
        return _writer.ReportGapAsync(since);
    }

    private bool DecodeTimed(out HubbleNotice? notice)
    {
        var started = _time.GetTimestamp();
        var isMore = Decode(out notice);
        _writer.CountDecoding(started);
        return isMore;
    }

    /// <summary>Decodes what is buffered until the batch is full or a notice must be passed on (true), or nothing complete
    /// is left (false).</summary>
    private bool Decode(out HubbleNotice? notice)
    {
        var now = Instant.FromDateTimeOffset(_time.GetUtcNow());
        notice = null;
        while (_reader.TryRead(out var message))
        {
            switch (_decoder.Decode(message, ref _batch.Next, out notice))
            {
                case HubbleMessage.Flow:
                    TakeFlow(message, now);
                    break;
                case HubbleMessage.LostEvents when IsNew(message):
                    return true;
                case HubbleMessage.LostEvents:
                    break;
                case HubbleMessage.NodeStatus:
                    return true;
                case HubbleMessage.NotAFlow:
                    TakeUndecodable(message, DecodeFailure.NotAFlow);
                    break;
                default:
                    TakeUndecodable(message, DecodeFailure.Malformed);
                    break;
            }

            if (_batch.IsFull)
            {
                return true;
            }
        }

        CountSkipped();
        return false;
    }

    private void TakeFlow(ReadOnlySpan<byte> message, Instant now)
    {
        ref readonly var flow = ref _batch.Next;
        var id = flow.Id.IsNone ? IdOf(message) : flow.Id;
        if (_seen.IsReplaying && IsRepeated(id, flow.Time))
        {
            _writer.CountDuplicates(1);
            return;
        }

        _seen.Add(id, flow.Time, now);
        _batch.Keep(now);
    }

    private void TakeUndecodable(ReadOnlySpan<byte> message, DecodeFailure failure)
    {
        if (IsNew(message))
        {
            _writer.CountUndecodable(failure);
        }
        else
        {
            _writer.CountDuplicates(1);
        }
    }

    /// <summary>For a message without a uuid that is no flow: false when a replay brings it again.</summary>
    private bool IsNew(ReadOnlySpan<byte> message)
    {
        var id = IdOf(message);
        if (_seen.IsReplaying && IsRepeated(id, Instant.Missing))
        {
            return false;
        }

        _seen.AddOther(id);
        return true;
    }

    private bool IsRepeated(FlowId id, Instant time)
    {
        var lastSeen = _seen.BrokenAt;
        var isRepeated = _seen.IsRepeated(id, time, out var isGap);
        if (isGap)
        {
            _gapSince = lastSeen;
            _onGap(lastSeen);
        }

        return isRepeated;
    }

    /// <summary>Hubble before 1.14 sends no uuid. Equal bytes are then the same flow as far as anybody can tell; a cryptographic hash,
    /// because pods have a say in those bytes.</summary>
    private static FlowId IdOf(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return new FlowId(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    private void CountSkipped()
    {
        if (_reader.Oversized > _oversized)
        {
            _writer.CountUndecodable(DecodeFailure.Oversized, _reader.Oversized - _oversized);
            _oversized = _reader.Oversized;
        }

        if (_reader.Compressed > _compressed)
        {
            _writer.CountUndecodable(DecodeFailure.Compressed, _reader.Compressed - _compressed);
            _compressed = _reader.Compressed;
        }
    }
}
