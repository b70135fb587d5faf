namespace Windsock.FlowCollector.Grpc;

/// <summary>The messages of a server's stream. <see cref="ReadAsync"/> takes what has arrived, <see cref="TryRead"/> hands out the
/// messages in it without copying. Single-threaded.</summary>
internal sealed class GrpcStreamReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private readonly GrpcFrameBuffer _frames;
    private readonly GrpcFaults _faults;

    public GrpcStreamReader(HttpResponseMessage response, Stream body, int messageLimit, GrpcFaults faults)
    {
        _response = response;
        _body = body;
        _frames = new GrpcFrameBuffer(messageLimit);
        _faults = faults;
    }

    /// <inheritdoc cref="GrpcFrameBuffer.Oversized"/>
    public long Oversized => _frames.Oversized;

    /// <inheritdoc cref="GrpcFrameBuffer.Compressed"/>
    public long Compressed => _frames.Compressed;

    /// <summary>Takes more bytes; completes at once while some are there. Call it when <see cref="TryRead"/> answered false.
    /// False: the server has ended the stream with status OK.</summary>
    /// <exception cref="GrpcException">The server ended it with another status, or it broke.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        int count;
        try
        {
            count = await _body.ReadAsync(_frames.Room(), cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw _faults.FromTransport(failure);
        }

        _frames.Commit(count);
        if (count > 0)
        {
            return true;
        }

        _faults.ThrowUnlessOk(_response, _frames.IsInsideMessage);
        return false;
    }

    /// <inheritdoc cref="GrpcFrameBuffer.TryRead"/>
    public bool TryRead(out ReadOnlySpan<byte> message) => _frames.TryRead(out message);

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        _response.Dispose();
    }
}
