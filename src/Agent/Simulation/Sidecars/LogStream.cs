using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>One stream to the access log service: a gRPC call that is never answered, over HTTP/2 with prior knowledge. One thread
/// sends; the transport reads beside it.</summary>
internal sealed class LogStream
{
    public const string Method = "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs";

    /// <summary>Envoy's write buffer: above it entries are thrown away.</summary>
    private const long HighWaterBytes = 1024 * 1024;

    private readonly ConcurrentQueue<LogFrame> _frames = new();
    private readonly CallDelivery _delivery;
    private TaskCompletionSource _changed = NewSignal();
    private long _waitingBytes;
    private volatile bool _isEnding;
    private volatile bool _isOver;

    private LogStream(CallDelivery delivery) => _delivery = delivery;

    /// <summary>Frames can be sent.</summary>
    public bool IsOpen => !_isEnding && !_isOver;

    /// <summary>Completes when the call is over, however it ended; never fails.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public static LogStream Open(HttpMessageInvoker client, Uri service, CallDelivery delivery, CancellationToken abort)
    {
        var stream = new LogStream(delivery);
        delivery.Opened();
        stream.Completion = stream.RunAsync(client, service, abort);
        return stream;
    }

    /// <summary>What does not get through is entered as lost.</summary>
    public void Send(LogFrame frame)
    {
        if (Interlocked.Add(ref _waitingBytes, frame.Bytes.Length) > HighWaterBytes)
        {
            Interlocked.Add(ref _waitingBytes, -frame.Bytes.Length);
            _delivery.Lose(frame.Positions);
            return;
        }

        _frames.Enqueue(frame);
        Signal();

        // It may have ended since its last look at what waits.
        if (_isOver)
        {
            LoseWhatWaits();
        }
    }

    /// <summary>The last frame has been sent: the call ends after it.</summary>
    public void End()
    {
        _isEnding = true;
        Signal();
    }

    private async Task RunAsync(HttpMessageInvoker client, Uri service, CancellationToken abort)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(service, Method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new Frames(this),
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        try
        {
            // The answer comes when either side ends the call; nobody reads what is in it.
            using var response = await client.SendAsync(request, abort);
            await response.Content.CopyToAsync(Stream.Null, abort);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            // As Envoy does: the next message goes over a new stream.
        }
        finally
        {
            _isOver = true;
            Signal();
            LoseWhatWaits();
        }
    }

    private void LoseWhatWaits()
    {
        while (_frames.TryDequeue(out var frame))
        {
            _delivery.Lose(frame.Positions);
        }
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task WriteAsync(Stream wire, CancellationToken stop)
    {
        // The headers go out at once, whenever the first message comes.
        await wire.FlushAsync(stop);
        while (true)
        {
            var changed = Volatile.Read(ref _changed).Task;
            var isEnding = _isEnding || _isOver;
            while (_frames.TryDequeue(out var frame))
            {
                await WriteAsync(wire, frame, stop);
            }

            await wire.FlushAsync(stop);
            if (isEnding)
            {
                return;
            }

            await changed.WaitAsync(stop);
        }
    }

    private async Task WriteAsync(Stream wire, LogFrame frame, CancellationToken stop)
    {
        try
        {
            await wire.WriteAsync(frame.Bytes, stop);
            _delivery.Sent();
        }
        catch
        {
            _delivery.Lose(frame.Positions);
            throw;
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -frame.Bytes.Length);
        }
    }

    /// <summary>The body of the request: it lasts as long as the stream.</summary>
    private sealed class Frames : HttpContent
    {
        private readonly LogStream _stream;

        public Frames(LogStream stream)
        {
            _stream = stream;
            Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _stream.WriteAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _stream.WriteAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
