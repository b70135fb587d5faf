using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>One GetFlows call: where it begins in the ring, and what it sends until it ends.</summary>
/// <param name="record">Null for clients that are not the agent under demonstration: nothing is counted, and no bad message is sent.</param>
internal sealed class FlowStream(GrpcServerCall call, GetFlowsRequest request, FlowRing ring, string nodeName, TimeProvider time, DeliveryRecord? record)
{
    /// <summary>Messages between two flushes at most: a reader that does not read must stop the writer before the ring turns.</summary>
    private const int MessagesPerFlush = 64;

    private readonly FlowSelection _selection = new(request);
    private readonly DateTimeOffset? _since = request.Since?.ToDateTimeOffset();
    private readonly DateTimeOffset? _until = request.Until?.ToDateTimeOffset();
    private long _position;
    private ulong _sent;

    /// <param name="broken">Completes when the server gives up its streams.</param>
    /// <exception cref="GrpcException">The request contradicts itself, or the stream was broken.</exception>
    public async Task RunAsync(Task broken)
    {
        if (request is { First: true, Follow: true })
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "first cannot be specified with follow");
        }

        _position = Begin();

        // Headers first: a client takes the stream as open when it has them, and the first flow may be long in coming.
        await call.FlushAsync();
        record?.StreamOpened();
        while (true)
        {
            var changed = ring.Changed;
            if (!await SendPendingAsync(broken) || !request.Follow)
            {
                return;
            }

            await Task.WhenAny(changed, broken).WaitAsync(call.Aborted);
            ThrowIf(broken);
        }
    }

    /// <summary>False when the request is satisfied.</summary>
    private async Task<bool> SendPendingAsync(Task broken)
    {
        var unflushed = 0;
        var isOpen = true;
        while (isOpen && _position < ring.Written)
        {
            unflushed += SendNext(out isOpen);
            if (unflushed >= MessagesPerFlush)
            {
                await call.FlushAsync();
                unflushed = 0;
                ThrowIf(broken);
            }
        }

        if (unflushed > 0)
        {
            await call.FlushAsync();
        }

        return isOpen;
    }

    /// <summary>Answers how many messages were written: none when the event was not selected.</summary>
    private int SendNext(out bool isOpen)
    {
        isOpen = true;
        if (ring.At(_position) is not { } entry)
        {
            TellOvertaken();
            return 1;
        }

        if (entry.Flow is not null && _until < entry.Time)
        {
            isOpen = false;
            return 0;
        }

        _position++;
        var isSpared = record is null && entry.Trouble is BadMessage;
        if (isSpared || (entry.Flow is not null && entry.Time < _since) || !_selection.Takes(entry))
        {
            return 0;
        }

        Write(entry);
        _sent += entry.Flow is null ? 0ul : 1ul;
        isOpen = request.Follow || request.Number == 0 || _sent < request.Number;
        return 1;
    }

    private void TellOvertaken()
    {
        // The slot is overwritten just before the ring says so.
        var oldest = Math.Max(ring.Oldest, _position + 1);
        record?.WasOvertaken(_position, oldest);
        var count = (ulong)(oldest - _position);
        call.Write(FlowEncoding.EncodeLost(LostEventSource.HubbleRingBuffer, count, nodeName, time.GetUtcNow()));
        _position = oldest;
    }

    private void Write(RingEntry entry)
    {
        record?.Sent(entry);
        if (!entry.ClaimsCompression)
        {
            call.Write(entry.Message);
            return;
        }

        var writer = call.Context.Response.BodyWriter;
        var span = writer.GetSpan(5 + entry.Message.Length);
        span[0] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(span[1..], entry.Message.Length);
        entry.Message.CopyTo(span[5..]);
        writer.Advance(5 + entry.Message.Length);
    }

    /// <summary>As Hubble does it: since goes before number; following without either begins at the end.</summary>
    private long Begin()
    {
        if (_since is null && request.First)
        {
            return ring.Oldest;
        }

        var end = ring.Written;
        if (_since is null && request is { Number: 0, Follow: true })
        {
            return end;
        }

        var begin = end;
        var found = 0ul;
        while (begin > ring.Oldest && ring.At(begin - 1) is { } entry)
        {
            if (entry.Flow is not null && entry.Time < _since)
            {
                break;
            }

            begin--;
            found += entry.Flow is not null && _selection.Takes(entry) ? 1ul : 0ul;
            if (_since is null && found == request.Number)
            {
                break;
            }
        }

        return begin;
    }

    private static void ThrowIf(Task broken)
    {
        if (broken.IsCompleted)
        {
            throw new GrpcException(GrpcCode.Unavailable, "the simulated Hubble server gave up its streams");
        }
    }
}
