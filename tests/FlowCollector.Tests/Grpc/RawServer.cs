using System.Net;
using System.Net.Sockets;

namespace Windsock.FlowCollector.Tests.Grpc;

/// <summary>A TCP server that is not what it should be: reads what a client says first, answers with fixed bytes, and hangs up or
/// stays silent.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    /// <param name="answer">Null: never a word.</param>
    public RawServer(byte[]? answer, bool hangUp = true)
    {
        _listener.Start();
        Address = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _serving = ServeAsync(answer, hangUp);
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[]? answer, bool hangUp)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = await client.GetStream().ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, _stop.Token);
                if (answer is not null)
                {
                    await client.GetStream().WriteAsync(answer, _stop.Token);
                }

                if (answer is null || !hangUp)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or InvalidOperationException)
        {
            // Stopped, or the client has gone.
        }
    }
}
