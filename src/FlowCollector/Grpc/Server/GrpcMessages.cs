using System.Buffers;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>Cuts the bytes of one call into messages and hands them on. What is not a whole message yet stays with the caller, so
/// that a call holds at most one message. Single-threaded.</summary>
/// <param name="encoding">The header <c>grpc-encoding</c>; null: none.</param>
internal sealed class GrpcMessages(IGrpcCall call, string? encoding, int limit, GrpcServerCounts counts)
{
    /// <summary>Why the call has to end now; null while it goes on.</summary>
    public GrpcEnd? End { get; private set; }

    /// <summary>Takes every whole message at the front of <paramref name="bytes"/> and leaves what follows them.</summary>
    public void Take(ref ReadOnlySequence<byte> bytes)
    {
        Span<byte> prefix = stackalloc byte[GrpcFrame.PrefixLength];
        while (End is null && bytes.Length >= GrpcFrame.PrefixLength)
        {
            bytes.Slice(0, GrpcFrame.PrefixLength).CopyTo(prefix);
            GrpcFrame.ReadPrefix(prefix, out var isCompressed, out var length);
            if (length > limit)
            {
                End = TooLong(length);
                return;
            }

            if (bytes.Length < GrpcFrame.PrefixLength + length)
            {
                return;
            }

            Take(bytes.Slice(GrpcFrame.PrefixLength, length), isCompressed);
            bytes = bytes.Slice(GrpcFrame.PrefixLength + length);
        }
    }

    /// <summary>The server has no memory left for messages that have only begun.</summary>
    public void Refuse()
    {
        counts.Oversized.Add();
        End ??= new GrpcEnd(GrpcCode.ResourceExhausted, "too many messages have begun and not ended");
    }

    private void Take(ReadOnlySequence<byte> message, bool isCompressed)
    {
        if (!isCompressed && message.IsSingleSegment)
        {
            Deliver(message.FirstSpan);
            return;
        }

        var length = (int)message.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        message.CopyTo(rented);
        if (isCompressed)
        {
            Inflate(rented, length);
        }
        else
        {
            Deliver(rented.AsSpan(0, length));
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private void Deliver(ReadOnlySpan<byte> message)
    {
        counts.Messages.Add();
        End = call.Take(message);
    }

    private void Inflate(byte[] compressed, int length)
    {
        if (encoding != "gzip")
        {
            counts.Compressed.Add();
            End = encoding is null or "identity"
                ? new GrpcEnd(GrpcCode.Internal, "a message is marked as compressed, but grpc-encoding names no compression")
                : new GrpcEnd(GrpcCode.Unimplemented, "grpc-encoding: gzip and identity are understood");
            return;
        }

        var inflated = BoundedGzip.Rent(length, limit);
        try
        {
            var count = BoundedGzip.Inflate(compressed, length, limit, ref inflated);
            if (count > limit)
            {
                End = TooLong(count);
                return;
            }

            Deliver(inflated.AsSpan(0, count));
        }
        catch (InvalidDataException)
        {
            counts.Compressed.Add();
            End = new GrpcEnd(GrpcCode.Internal, "a message is not the gzip it is said to be");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }

    private GrpcEnd TooLong(long length)
    {
        counts.Oversized.Add();
        return new GrpcEnd(GrpcCode.ResourceExhausted, $"a message of {length} bytes or more is longer than the limit of {limit}");
    }
}
