using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace Windsock.FlowCollector.Grpc;

/// <summary>The server's side of one gRPC call on a Kestrel HTTP/2 endpoint: takes the messages of the request one by one, writes
/// messages of the response. One thread at a time. Created by <see cref="GrpcEndpoints"/>, which also ends the call.</summary>
public sealed class GrpcServerCall
{
    private readonly PipeReader _request;
    private readonly PipeWriter _response;
    private readonly int _messageLimit;

    internal GrpcServerCall(HttpContext context, int messageLimit, CancellationToken aborted)
    {
        Context = context;
        _request = context.Request.BodyReader;
        _response = context.Response.BodyWriter;
        _messageLimit = messageLimit;
        Aborted = aborted;
    }

    public HttpContext Context { get; }

    /// <summary>The client went away or its <c>grpc-timeout</c> is over.</summary>
    public CancellationToken Aborted { get; }

    /// <summary>The next message of the request in an array of its own; null when the client has sent its last one.</summary>
    /// <exception cref="GrpcException">The message is compressed, over the limit, or cut off.</exception>
    public async ValueTask<byte[]?> ReadMessageAsync()
    {
        while (true)
        {
            var read = await _request.ReadAsync(Aborted);
            if (TryTakeMessage(read.Buffer, out var message, out var consumed))
            {
                _request.AdvanceTo(consumed);
                return message;
            }

            if (read.IsCompleted)
            {
                var isClean = read.Buffer.IsEmpty;
                _request.AdvanceTo(read.Buffer.End);
                return isClean ? null : throw new GrpcException(GrpcCode.Internal, "The request ends inside a message.");
            }

            _request.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Puts a message into the response; it leaves with the next flush, or before when the buffer is large.</summary>
    public void Write(ReadOnlySpan<byte> message)
    {
        var span = _response.GetSpan(GrpcFrame.PrefixLength + message.Length);
        GrpcFrame.WritePrefix(span, message.Length);
        message.CopyTo(span[GrpcFrame.PrefixLength..]);
        _response.Advance(GrpcFrame.PrefixLength + message.Length);
    }

    /// <summary>Sends what was written. Waits while the client does not read.</summary>
    /// <exception cref="OperationCanceledException">The call was aborted.</exception>
    public async ValueTask FlushAsync()
    {
        var result = await _response.FlushAsync(Aborted);
        if (result.IsCanceled || result.IsCompleted)
        {
            throw new OperationCanceledException("The client has gone.", Aborted);
        }
    }

    public ValueTask WriteAsync(ReadOnlySpan<byte> message)
    {
        Write(message);
        return FlushAsync();
    }

    private bool TryTakeMessage(in ReadOnlySequence<byte> buffer, out byte[] message, out SequencePosition consumed)
    {
        message = [];
        consumed = buffer.Start;
        if (buffer.Length < GrpcFrame.PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[GrpcFrame.PrefixLength];
        buffer.Slice(0, GrpcFrame.PrefixLength).CopyTo(prefix);
        GrpcFrame.ReadPrefix(prefix, out var compressed, out var length);
        if (compressed)
        {
            throw new GrpcException(GrpcCode.Unimplemented, "Compressed messages are not accepted here: send with grpc-encoding identity.");
        }

        if (length > _messageLimit)
        {
            throw new GrpcException(GrpcCode.ResourceExhausted, $"The message has {length} bytes, the limit is {_messageLimit}.");
        }

        if (buffer.Length < GrpcFrame.PrefixLength + length)
        {
            return false;
        }

        var body = buffer.Slice(GrpcFrame.PrefixLength, length);
        message = body.ToArray();
        consumed = body.End;
        return true;
    }
}
