using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>One worker thread of a proxy: its buffer, and its own stream over its own connection. The first message of every stream
/// says whose it is. One thread sends.</summary>
internal sealed class LogWorker(SimulatedPod pod, Uri service, CallDelivery delivery, TimeSpan begunAt) : IDisposable
{
    private readonly LogBuffer _buffer = new(begunAt);
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly CancellationTokenSource _abort = new();
    private LogStream? _stream;
    private bool _isCut;

    /// <summary>Completes when the stream is over.</summary>
    public Task Completion => _stream?.Completion ?? Task.CompletedTask;

    public void Write(long position, HTTPAccessLogEntry entry) => Send(_buffer.Add(position, entry));

    public void Advance(TimeSpan now) => Send(_buffer.Advance(now));

    /// <summary>Sends what is in the buffer.</summary>
    public void Flush() => Send(_buffer.Take());

    /// <summary>The stream will break in the middle of the next message.</summary>
    public void Cut() => _isCut = true;

    /// <summary>Nothing more will be written.</summary>
    public void End()
    {
        Flush();
        _stream?.End();
    }

    public void Abort() => _abort.Cancel();

    public void Dispose()
    {
        _client.Dispose();
        _abort.Dispose();
    }

    private void Send(LogBatch? batch)
    {
        if (batch is null)
        {
            return;
        }

        StreamAccessLogsMessage.Types.Identifier? identifier = null;
        if (_stream is not { IsOpen: true })
        {
            _stream = LogStream.Open(_client, service, delivery, _abort.Token);
            identifier = ProxyIdentity.Of(pod);
        }

        var frame = LogFrame.Of(batch, identifier);
        if (!_isCut)
        {
            _stream.Send(frame);
            return;
        }

        // What came before it has arrived by then, as the call ends in order: so it is known to the entry what is lost.
        _isCut = false;
        _stream.Send(frame.Half());
        _stream.End();
        delivery.Lose(frame.Positions);
    }
}
